"""One process sends at a time, and its fence tells it from those before."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.store.database import Database, UnavailableError
from bot.store.lock import SendingLock
from tests.store.process import line, started

OTHERS = (
    "SELECT count(pg_terminate_backend(pid, 5000)) FROM pg_stat_activity "
    "WHERE pid <> pg_backend_pid() AND datname = current_database()"
)
IDLE = (
    "SELECT count(*) FROM pg_stat_activity "
    "WHERE state = 'idle in transaction' AND datname = current_database()"
)
Opened = Callable[[], Database]


@pytest.fixture
def opened(database: Database) -> Iterator[Opened]:
    """Open the same database, as another process would."""
    several: list[Database] = []

    def another() -> Database:
        several.append(Database(database.url.render_as_string(hide_password=False)))
        return several[-1]

    yield another
    for one in several:
        one.close()


def test_one_holds_it_at_a_time(database: Database, opened: Opened) -> None:
    mine, theirs = SendingLock(database), SendingLock(opened())
    first = mine.take()

    assert (first, theirs.take()) == (1, None)
    assert (mine.held(), theirs.held()) == (True, False)
    mine.release()
    assert theirs.take() == 2
    assert (mine.held(), theirs.held()) == (False, True)
    theirs.release()


def test_to_ask_whether_somebody_sends_takes_nothing(database: Database, opened: Opened) -> None:
    mine, theirs = SendingLock(database), SendingLock(opened())

    assert not theirs.is_taken()
    assert mine.take() == 1
    assert theirs.is_taken()
    mine.release()
    assert not theirs.is_taken()


def test_the_fence_grows_with_every_holder(database: Database) -> None:
    fences = []
    for _ in range(3):
        lock = SendingLock(database)
        fences.append(lock.take())
        lock.release()

    assert fences == [1, 2, 3]


def test_releasing_what_was_never_taken_is_nothing(database: Database) -> None:
    lock = SendingLock(database)
    lock.release()

    assert not lock.held()


def test_another_process_has_it_until_it_is_killed(database: Database) -> None:
    lock = SendingLock(database)
    with started("hold", database) as process:
        assert line(process) == "1"
        assert lock.take() is None
        process.kill()
        process.wait(10)

        assert _soon(lock) == 2
    lock.release()


def test_a_broken_connection_loses_it_and_another_may_take_it(
    postgresql_database: Database,
) -> None:
    lock = SendingLock(postgresql_database)
    lock.take()
    url = postgresql_database.url.render_as_string(hide_password=False)
    another = Database(url)
    another.run_now(lambda connection: connection.execute(text(OTHERS)).scalar())

    assert not lock.held()
    theirs = SendingLock(another)
    assert theirs.take() == 2
    assert (lock.take(), theirs.held()) == (None, True)
    theirs.release()
    lock.release()
    another.close()


def test_who_holds_it_does_not_idle_within_a_transaction(postgresql_database: Database) -> None:
    lock = SendingLock(postgresql_database)
    lock.take()
    assert lock.held()

    assert postgresql_database.run_now(lambda one: one.execute(text(IDLE)).scalar()) == 0
    lock.release()


def test_it_can_not_be_taken_from_a_server_that_is_not_there() -> None:
    lock = SendingLock(Database("postgresql://bot:s3cret@127.0.0.1:1/bot"))

    with pytest.raises(UnavailableError, match="refused"):
        lock.take()
    assert not lock.held()


def test_it_can_not_be_taken_where_no_file_can_be_made(sqlite_database: Database) -> None:
    file = Path(f"{sqlite_database.url.database}.sending")
    file.mkdir()

    with pytest.raises(UnavailableError, match=r"bot\.sqlite3\.sending: Is a directory"):
        SendingLock(sqlite_database).take()


def test_it_is_let_go_if_there_is_no_fence_to_be_had(database: Database, opened: Opened) -> None:
    database.run_now(lambda connection: connection.execute(text("DELETE FROM sending")))
    lock = SendingLock(database)

    for one in (lock, SendingLock(opened())):
        with pytest.raises(UnavailableError, match="No row was found"):
            one.take()
    assert not lock.held()


def _soon(lock: SendingLock) -> int | None:
    """Take it: a server notices a moment later that a process has died."""
    fences = (lock.take() for _ in range(500))
    return next((fence for fence in fences if fence is not None), None)
