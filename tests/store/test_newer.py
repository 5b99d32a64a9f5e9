"""Tables of a newer version are refused at once: no waiting would change them."""

import asyncio
from collections.abc import Iterator

import pytest
import typer
from sqlalchemy import text

from bot.briefing.library import Library
from bot.config import Config
from bot.gateway.service import Service
from bot.house import house_of
from bot.serving import serve_until_stopped
from bot.simulator.telegram import Telegram
from bot.simulator.wire import Wire
from bot.store.database import Database
from bot.store.tables import REVISION
from bot.wiring.databases import database_at, refused_if_newer

REFUSAL = (
    "database.url: the database can't be used: the database is of a newer version of the bot "
    "(revision 9999): start that version, or restore a copy from before the update\n"
)


@pytest.fixture
def newer(database: Database) -> Iterator[Database]:
    """A database that a newer version has worked with."""
    _mark(database, "9999")
    yield database
    _mark(database, REVISION)


def _mark(database: Database, revision: str) -> None:
    change = text("UPDATE alembic_version SET version_num = :revision")
    database.run_now(lambda connection: connection.execute(change, {"revision": revision}))


def test_they_are_refused_at_the_start(newer: Database, capsys: pytest.CaptureFixture[str]) -> None:
    url = newer.url.render_as_string(hide_password=False)
    with pytest.raises(typer.Exit) as ended, database_at(url, patient=True):
        raise AssertionError("it was opened")

    assert ended.value.exit_code == 2
    assert capsys.readouterr().err == REFUSAL


async def test_they_are_refused_once_a_database_that_was_away_is_there(
    library: Library, newer: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    house, telegram = house_of(library, newer), Telegram()
    service = Service(house, telegram.token, "http://local.invalid", lambda: Wire(telegram))
    with pytest.raises(typer.Exit) as ended, refused_if_newer():
        async with asyncio.timeout(20):
            await serve_until_stopped(service, house, Config())

    assert ended.value.exit_code == 2
    assert capsys.readouterr().err == REFUSAL


def test_other_faults_stay_as_they_are() -> None:
    fault = ExceptionGroup("", [KeyError("one")])
    with pytest.raises(ExceptionGroup) as caught, refused_if_newer():
        raise fault

    assert caught.value is fault
