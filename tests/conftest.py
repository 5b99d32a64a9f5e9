"""What most tests start from: the shipped briefing, and the whole bot in a local Telegram."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.__main__ import desk_of
from bot.briefing.library import Library
from bot.briefing.model import Briefing
from bot.desk import Desk
from bot.simulator.telegram import Telegram
from tests.room import Room, serving

ROOT = Path(__file__).parent.parent
BRIEFINGS = ROOT / "briefings"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--accept", action="store_true", help="write transcripts as the bot answers now"
    )


@pytest.fixture(scope="session")
def library() -> Library:
    library = Library(BRIEFINGS)
    assert library.reload().problems == ()
    return library


@pytest.fixture(scope="session")
def briefing(library: Library) -> Briefing:
    return library.snapshot.current


@pytest.fixture(scope="session")
def desk(library: Library) -> Desk:
    return desk_of(library)


@pytest.fixture
async def room(desk: Desk) -> AsyncIterator[Room]:
    async with serving(Telegram(), desk) as room:
        yield room
