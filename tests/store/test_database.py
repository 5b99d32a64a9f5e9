"""A piece of work is one transaction, whoever waits for it and whatever goes wrong."""

import asyncio
import sqlite3
import threading
import traceback
from contextlib import ExitStack
from pathlib import Path

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from bot.store import database as module
from bot.store.database import Database, UnavailableError, complaint
from tests.store.book import Book
from tests.store.process import COUNTS, line, started
from tests.store.test_lock import OTHERS

ELSEWHERE = "postgresql://bot:s3cret@127.0.0.1:1/bot"


def fence(connection: Connection) -> int:
    return int(connection.execute(text("SELECT fence FROM sending")).scalar_one())


def raise_fence(connection: Connection) -> None:
    connection.execute(text("UPDATE sending SET fence = fence + 1"))


async def test_work_returns_what_it_returns(database: Database) -> None:
    assert await database.run(fence) == database.run_now(fence) == 0


async def test_work_that_fails_leaves_no_trace(database: Database) -> None:
    def fail(connection: Connection) -> None:
        raise_fence(connection)
        raise LookupError

    with pytest.raises(LookupError):
        await database.run(fail)
    assert database.run_now(fence) == 0


async def test_who_no_longer_waits_does_not_break_what_was_begun(database: Database) -> None:
    begun, may_end = threading.Event(), threading.Event()

    def slow(connection: Connection) -> None:
        raise_fence(connection)
        begun.set()
        may_end.wait(10)
        raise_fence(connection)

    waiting = [
        asyncio.create_task(database.run(slow)),
        asyncio.create_task(database.run(raise_fence)),
    ]
    await asyncio.to_thread(begun.wait, 10)
    for task in waiting:
        task.cancel()
    done = await asyncio.gather(*waiting, return_exceptions=True)
    may_end.set()

    assert [type(one) for one in done] == [asyncio.CancelledError] * 2
    assert await database.run(fence) == 3


def test_what_the_database_refuses_is_told_without_the_values(book: Book) -> None:
    book.subscribe()

    with pytest.raises(UnavailableError) as caught:
        book.do(lambda one: one.execute(text("INSERT INTO subscription (title) VALUES ('Amina')")))
    assert "Amina" not in str(caught.value)
    assert "INSERT" not in str(caught.value)


def test_an_error_without_words_is_called_by_its_name() -> None:
    assert complaint(DBAPIError("", None, sqlite3.Error())) == "Error"


def test_a_server_that_is_not_there_is_told_without_the_password() -> None:
    database = Database(ELSEWHERE)
    with pytest.raises(UnavailableError, match="Connection refused") as caught:
        database.run_now(fence)

    told = "".join(traceback.format_exception(caught.value)) + repr(database.url)
    assert "s3cret" not in told
    database.close()


def test_work_goes_on_after_the_connections_were_lost(postgresql_database: Database) -> None:
    def lost(connection: Connection) -> int:
        another.run_now(lambda one: one.execute(text(OTHERS)).scalar())
        return fence(connection)

    another = Database(postgresql_database.url.render_as_string(hide_password=False))
    with pytest.raises(UnavailableError, match=r"terminating connection|closed the connection"):
        postgresql_database.run_now(lost)
    another.close()

    assert postgresql_database.run_now(fence) == 0


def test_a_postgresql_connection_gives_up_in_time(postgresql_database: Database) -> None:
    def setting(connection: Connection, name: str) -> str:
        return str(connection.execute(text(f"SHOW {name}")).scalar_one())

    assert postgresql_database.run_now(setting, "statement_timeout") == "2min"
    assert postgresql_database.run_now(setting, "idle_in_transaction_session_timeout") == "1min"
    assert postgresql_database.run_now(setting, "synchronous_commit") == "on"


def test_a_file_is_kept_safely(sqlite_database: Database) -> None:
    def pragma(connection: Connection, name: str) -> object:
        return connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()

    names = ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
    assert [sqlite_database.run_now(pragma, name) for name in names] == ["wal", 2, 1, 5_000]


def test_the_folders_of_a_file_are_made(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/some/folder/bot.sqlite3")
    database.close()

    assert (tmp_path / "some/folder").is_dir()


def test_a_file_that_is_something_else_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "bot.sqlite3"
    file.write_text("a shopping list " * 100)
    database = Database(f"sqlite:///{file}")

    with pytest.raises(UnavailableError, match=r"^file is not a database$"):
        database.run_now(fence)
    database.close()


def test_a_file_that_another_process_is_just_making_is_waited_for(tmp_path: Path) -> None:
    file = tmp_path / "bot.sqlite3"
    with ExitStack() as stack:
        other = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
        stack.callback(other.close)
        other.execute("CREATE TABLE made (it)")
        other.execute("BEGIN IMMEDIATE")
        later = threading.Timer(0.2, lambda: other.execute("COMMIT"))
        later.start()
        database = Database(f"sqlite:///{file}")
        stack.callback(database.close)

        found = database.run_now(
            lambda one: one.execute(text("SELECT count(*) FROM made")).scalar()
        )
        later.join()
    assert found == 0


def test_a_file_that_another_process_never_lets_go_is_given_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_BUSY", 0.1)
    file = tmp_path / "bot.sqlite3"
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    database = Database(f"sqlite:///{file}")

    with pytest.raises(UnavailableError, match=r"^database is locked$"):
        database.run_now(fence)
    database.close()
    other.close()


@pytest.mark.untraced
def test_two_processes_that_write_at_once_wait_for_each_other(database: Database) -> None:
    with started("count", database) as one, started("count", database) as other:
        for process in (one, other):
            assert line(process) == "ready"
        for process in (one, other):
            assert process.stdin is not None
            process.stdin.write("go\n")
            process.stdin.flush()

        assert [line(one), line(other)] == ["done", "done"]
    assert database.run_now(fence) == 2 * COUNTS
