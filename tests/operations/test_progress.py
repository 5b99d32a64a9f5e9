"""How a publication's progress is shown, and when watching it ends."""

import asyncio
import io
from datetime import UTC, datetime, timedelta

import pytest
from rich.console import Console

from bot.briefing.model import Briefing
from bot.desk import renderer
from bot.operations import progress
from bot.operations.progress import End, Watch, said_of
from bot.operations.publish import Act, committed
from bot.outbox.delivery import Step
from bot.publishing.proposal import Kind
from bot.sending.proposals import Proposals
from bot.store import overview, pauses
from bot.store.database import Database
from bot.store.overview import Tally
from bot.store.tables import delivery
from bot.subscriptions.subscription import Reason
from tests.operations.town import subscribe

NOW = datetime.now(UTC)


@pytest.fixture
def number(database: Database, briefing: Briefing) -> int:
    """An edition on its way to four chats, one of which blocked the bot."""
    return published(database, briefing)


def published(database: Database, briefing: Briefing) -> int:
    for chat in (1, 2, 3, 4):
        subscribe(database, chat)
    database.run_now(pauses.pause, 4, Reason.BLOCKED, NOW)
    act = Act(Kind.PUBLISH, briefing, Proposals(renderer(), 1, ()))
    made = database.run_now(committed, act, NOW).publication
    assert made is not None
    return made


def change(database: Database, *chats: int, **values: object) -> None:
    """Let something become of the messages to these chats."""
    chosen = delivery.update().where(delivery.c.subscription.in_(chats)).values(**values)
    database.run_now(lambda connection: connection.execute(chosen))


def console(*, terminal: bool = False) -> Console:
    return Console(
        file=io.StringIO(), width=80, force_terminal=terminal, color_system=None, markup=False
    )


def written(to: Console) -> str:
    assert isinstance(to.file, io.StringIO)
    return to.file.getvalue()


async def followed(watch: Watch, number: int) -> End:
    return await asyncio.wait_for(watch.follow(number, asyncio.Event()), 10)


def test_messages_are_counted_by_what_has_become_of_them(
    either: Database, briefing: Briefing
) -> None:
    number = published(either, briefing)
    change(either, 1, step=Step.SENT, due=None)
    change(either, 2, due=NOW + timedelta(hours=3))

    tally = either.run_now(overview.tally, number, NOW + timedelta(minutes=1))

    assert tally == Tally(sent=1, open=1, held=1, paused=1, until=NOW + timedelta(hours=3))


async def test_watching_ends_when_all_is_sent_that_can_be(database: Database, number: int) -> None:
    change(database, 1, 2, step=Step.SENT)
    change(database, 3, step=Step.UNCERTAIN)
    to = console()

    end = await followed(Watch(database, to, "Edition 1"), number)

    assert end is End.DONE
    assert written(to) == "Edition 1: 2/2 sent · 1 uncertain · 1 paused\n"


async def test_chats_that_sleep_for_long_are_not_waited_for(
    database: Database, number: int
) -> None:
    change(database, 1, 2, 3, due=NOW + timedelta(hours=3))

    assert await followed(Watch(database, console(), "Edition 1"), number) is End.DONE


async def test_where_nothing_moves_it_says_what_is_in_the_way_and_gives_up(
    database: Database, number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(progress, "SLOW", 0.05)
    change(database, 1, why="Telegram could not be reached.")
    to = console()

    end = await followed(Watch(database, to, "Edition 1", patience=1), number)

    assert end is End.STUCK
    assert written(to).count("Waiting: Telegram could not be reached.\n") == 1


async def test_a_database_that_is_away_for_a_while_is_waited_for(
    database: Database, number: int
) -> None:
    to = console()
    tables = "ALTER TABLE delivery RENAME TO away", "ALTER TABLE away RENAME TO delivery"
    execute = database.run_now
    execute(lambda connection: connection.exec_driver_sql(tables[0]))
    following = asyncio.create_task(followed(Watch(database, to, "Edition 1"), number))
    await asyncio.sleep(0.2)
    execute(lambda connection: connection.exec_driver_sql(tables[1]))
    change(database, 1, 2, 3, step=Step.SENT)

    assert await following is End.DONE
    assert written(to).count("The database can't be used: no such table: delivery") == 1


async def test_in_a_terminal_a_bar_fits_eighty_columns(database: Database, number: int) -> None:
    change(database, 1, 2, 3, step=Step.SENT)
    to = console(terminal=True)

    await followed(Watch(database, to, "Edition 1"), number)

    assert "━━━" in written(to)
    assert "3/3 sent · 1 paused" in written(to)


def test_rate_and_time_left_are_told() -> None:
    tally = Tally(sent=2_000, open=8_000, uncertain=2, failed=1)

    assert said_of(tally, 28.0) == "2,000/10,000 sent · 28/s · 5 min left · 2 uncertain · 1 failed"
