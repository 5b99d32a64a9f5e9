"""What no waiting would change is refused at once: tables of a newer version, a wrong address."""

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
from bot.wiring.databases import database_at, refused_for_good
from tests.receiving.network import a_port

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
    with pytest.raises(typer.Exit) as ended, refused_for_good():
        async with asyncio.timeout(20):
            await serve_until_stopped(service, house, Config())

    assert ended.value.exit_code == 2
    assert capsys.readouterr().err == REFUSAL


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ("bogus=1", 'invalid connection option "bogus"'),
        ("sslmode=bogus", 'connection is bad: invalid sslmode value: "bogus"'),
    ],
)
def test_an_address_that_is_wrong_is_refused_at_the_start(
    options: str, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    url = f"postgresql://nobody@127.0.0.1:{a_port()}/nothing?{options}"
    with pytest.raises(typer.Exit) as ended, database_at(url, patient=True):
        raise AssertionError("it was opened")

    assert ended.value.exit_code == 2
    assert capsys.readouterr().err == f"database.url: the database can't be used: {words}\n"


def test_a_server_that_is_away_is_waited_for(caplog: pytest.LogCaptureFixture) -> None:
    url = f"postgresql://nobody@127.0.0.1:{a_port()}/nothing"
    with database_at(url, patient=True) as database:
        assert not database.is_sqlite

    assert "the database can't be used yet" in caplog.text


def test_other_faults_stay_as_they_are() -> None:
    fault = ExceptionGroup("", [KeyError("one")])
    with pytest.raises(ExceptionGroup) as caught, refused_for_good():
        raise fault

    assert caught.value is fault
