"""What most tests start from: the shipped briefing, and the whole bot in a local Telegram."""

import os
import shutil
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from bot.briefing.library import Library
from bot.briefing.model import Briefing
from bot.briefing.shelf import Shelf
from bot.desk import Desk, desk_of
from bot.gateway.budgets import Budgets, Turn
from bot.house import House, house_of
from bot.outbox.pace import Pace
from bot.sending import sender
from bot.simulator.telegram import Telegram
from bot.store.database import Database
from bot.store.migrate import prepare
from tests.databases import KINDS, Server, servers
from tests.room import Room, serving

ROOT = Path(__file__).parent.parent
BRIEFINGS = ROOT / "briefings"
_TRACED = "COVERAGE_PROCESS_CONFIG"  # what makes processes count that a test starts


def pytest_configure() -> None:
    """Let processes that tests start keep what they compile: it is a quarter of each start."""
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--accept", action="store_true", help="write transcripts as the bot answers now"
    )


@pytest.hookimpl(wrapper=True, trylast=True)
def pytest_runtest_call(item: pytest.Item) -> Iterator[None]:
    """Count nothing for the coverage where it would only take time: it triples what a test takes.

    pytest-cov's own `no_cover` does not do that in a worker, where coverage runs twice.
    """
    if _counts(item):
        return (yield)
    tracer, processes = sys.gettrace(), os.environ.pop(_TRACED, None)
    sys.settrace(None)
    try:
        return (yield)
    finally:
        sys.settrace(tracer)
        if processes is not None:
            os.environ[_TRACED] = processes


def _counts(item: pytest.Item) -> bool:
    """What holds on one database and is asked of the other takes other paths only in the store."""
    again = "postgresql" in item.name and "sending" in item.path.parts
    return item.get_closest_marker("untraced") is None and not again


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
    return desk_of(Shelf(library))


@pytest.fixture(scope="session")
def blank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database file with its tables and nothing in them: made once, for all to copy."""
    file = tmp_path_factory.mktemp("database") / "blank.sqlite3"
    database = Database(f"sqlite:///{file}")
    prepare(database)
    database.close()
    return file


@pytest.fixture
def database(sqlite_database: Database) -> Database:
    return sqlite_database


@pytest.fixture
def sqlite_database(blank: Path, tmp_path: Path) -> Iterator[Database]:
    database = Database(f"sqlite:///{shutil.copy(blank, tmp_path / 'bot.sqlite3')}")
    yield database
    database.close()


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Server]:
    with servers(durable=False) as server:
        yield server


@pytest.fixture(params=KINDS)
def either(request: pytest.FixtureRequest) -> Database:
    """A database of each kind: what is asked of one has to hold on the other."""
    database: Database = request.getfixturevalue(f"{request.param}_database")
    return database


@pytest.fixture
def postgresql_database(postgresql: Server) -> Iterator[Database]:
    database = Database(postgresql.blank())
    yield database
    database.close()


@pytest.fixture
def house(library: Library, database: Database) -> House:
    return house_of(library, database)


@pytest.fixture
async def room(house: House) -> AsyncIterator[Room]:
    async with serving(Telegram(), house) as room:
        yield room


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits for the pace, or asks too much; where that matters, it is tested."""
    monkeypatch.setattr(Pace, "delay", lambda *_, **__: 0.0)
    monkeypatch.setattr(Budgets, "turn", lambda *_: Turn.ANSWER)
    monkeypatch.setattr(sender, "BEAT", 0.02)
