"""The reader of the shipped briefing and words."""

import pytest

from bot.asking.language import Language
from bot.asking.reader import Reader
from bot.briefing.library import Library


@pytest.fixture(scope="session")
def reader(library: Library) -> Reader:
    return Reader(library.snapshot)


@pytest.fixture(scope="session")
def language(library: Library) -> Language:
    return Language(library.snapshot.words)
