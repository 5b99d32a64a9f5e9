"""What these tests start from."""

import pytest

from bot.briefing.library import Library
from bot.desk import Desk
from tests.commands.chat import Chat


@pytest.fixture
def chat(library: Library, desk: Desk) -> Chat:
    return Chat(library.snapshot, desk.renderer)
