"""Here everything is tried on both databases."""

import pytest

from bot.store.database import Database
from tests.store.book import Book


@pytest.fixture
def database(either: Database) -> Database:
    return either


@pytest.fixture
def book(database: Database) -> Book:
    return Book(database)
