"""A database, and one thread that works in it: each piece of work is one transaction."""

import asyncio
import sqlite3
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy import URL, Connection, Engine, Table, create_engine, event, make_url
from sqlalchemy.exc import DBAPIError, OperationalError, ProgrammingError, SQLAlchemyError

__all__ = [
    "Connection",
    "Database",
    "LastingError",
    "UnavailableError",
    "attempt",
    "complaint",
    "insertion",
]

P = ParamSpec("P")
Value = TypeVar("Value")
Work = Callable[Concatenate[Connection, P], Value]

_BUSY = 5  # seconds that one process waits for another's transaction
_LAST_WORK = 2.0  # seconds that work gets at the end, before it is interrupted
_MOMENT = 0.02  # seconds until it tries again where SQLite does not wait by itself
_PRAGMAS = (
    "synchronous=FULL",  # what was confirmed survives a loss of power
    "foreign_keys=ON",
    f"busy_timeout={_BUSY * 1000}",
)
_UNUSABLE = "connection is bad: invalid "  # what the driver says of an option in the address
_POSTGRESQL: dict[str, Any] = {
    "connect_timeout": 5,
    "tcp_user_timeout": 30_000,
    "keepalives_idle": 30,
    "options": "-c statement_timeout=120000 -c idle_in_transaction_session_timeout=60000",
}


class UnavailableError(Exception):
    """The database can't be used now; the text says why, without its address."""


class LastingError(UnavailableError):
    """It can't be used, and waiting mends nothing."""


class Database:
    """Where everything is remembered."""

    def __init__(self, url: str) -> None:
        """Open `sqlite:///FILE` (its folders are made) or `postgresql://…`, once it is needed."""
        self.url: URL = make_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self.engine: Engine = _sqlite(self.url) if self.is_sqlite else _postgresql(self.url)
        self._worker = ThreadPoolExecutor(1, "database")
        self._working: Connection | None = None  # while a transaction is under way

    async def run(self, work: Work[P, Value], *args: P.args, **kwargs: P.kwargs) -> Value:
        """Return what a piece of work returns, once it is committed; UnavailableError otherwise.

        Whoever waits may be cancelled: the transaction is still finished.
        """
        future = self._submit(work, *args, **kwargs)
        # Without the shield, what has not begun yet would be dropped.
        return await asyncio.shield(asyncio.wrap_future(future))

    async def soon(
        self, patience: float, work: Work[P, Value], *args: P.args, **kwargs: P.kwargs
    ) -> Value:
        """Do the same, but wait no longer than these seconds: then UnavailableError.

        A server may be there and say nothing. The transaction is still finished, when that can be.
        """
        try:
            async with asyncio.timeout(patience):
                return await self.run(work, *args, **kwargs)
        except TimeoutError as error:
            raise UnavailableError(f"no answer within {patience:g} s") from error

    def run_now(self, work: Work[P, Value], *args: P.args, **kwargs: P.kwargs) -> Value:
        """Do the same, and wait for it."""
        return self._submit(work, *args, **kwargs).result()

    def close(self) -> None:
        """Finish what is being done, if that does not take long, and disconnect."""
        with suppress(TimeoutError):
            self._worker.submit(lambda: None).result(_LAST_WORK)
        if self._working is not None:
            _interrupt(self._working)
        self._worker.shutdown(cancel_futures=True)
        self.engine.dispose()

    def _submit(self, work: Work[P, Value], *args: P.args, **kwargs: P.kwargs) -> Future[Value]:
        return self._worker.submit(lambda: self._transact(work, *args, **kwargs))

    def _transact(self, work: Work[P, Value], *args: P.args, **kwargs: P.kwargs) -> Value:
        try:
            with self.engine.begin() as self._working:
                return work(self._working, *args, **kwargs)
        except SQLAlchemyError as error:
            kind = LastingError if _lasts(error) else UnavailableError
            raise kind(complaint(error)) from error
        finally:
            self._working = None


def attempt(connection: Connection, work: Callable[[], object]) -> Exception | None:
    """Do some work; if it fails, undo it alone, and return what was wrong with it.

    Where the database itself fails, nothing can be undone alone: that is raised.
    """
    try:
        with connection.begin_nested():
            work()
    except OperationalError:
        raise
    except Exception as error:  # noqa: BLE001 - whatever it is, the rest goes on
        return error
    return None


def insertion(connection: Connection, table: Table) -> Any:
    """Return the insertion that knows what to do about a row that is there already."""
    # Each takes time to import, and room: only the one that is used is.
    if connection.dialect.name == "sqlite":
        from sqlalchemy.dialects import sqlite  # noqa: PLC0415

        return sqlite.insert(table)
    from sqlalchemy.dialects import postgresql  # noqa: PLC0415

    return postgresql.insert(table)


def _lasts(error: SQLAlchemyError) -> bool:
    """Tell whether the same would be refused again, or the address can't even be asked."""
    return isinstance(error, ProgrammingError) or _UNUSABLE in complaint(error)


def complaint(error: SQLAlchemyError) -> str:
    """Return what the database said, on one line, without the statement and its values."""
    said = error.orig if isinstance(error, DBAPIError) else error
    # PostgreSQL adds the row to its words, as a detail; its errors keep the words alone in `diag`.
    words: str | None = getattr(getattr(said, "diag", None), "message_primary", None)
    return " ".join((words or str(said)).split()) or type(said).__name__


def _sqlite(url: URL) -> Engine:
    Path(url.database or "").parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(
        url, connect_args={"timeout": _BUSY}, pool_size=1, max_overflow=0, hide_parameters=True
    )

    @event.listens_for(engine, "connect")
    def prepare(connection: sqlite3.Connection, _: object) -> None:
        # Otherwise the driver begins its transactions late, and two of them lock each other out.
        connection.isolation_level = None
        _write_ahead(connection)
        for pragma in _PRAGMAS:
            connection.execute(f"PRAGMA {pragma}").close()

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


def _interrupt(working: Connection) -> None:
    """Break off what another thread does on a connection."""
    driver: Any = working.connection.driver_connection
    if isinstance(driver, sqlite3.Connection):
        driver.interrupt()
    else:
        driver.cancel_safe(timeout=_LAST_WORK)


def _write_ahead(connection: sqlite3.Connection) -> None:
    """Switch to a log of what is written, for which SQLite itself does not wait its turn."""
    until = time.monotonic() + _BUSY
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL").close()
        except sqlite3.OperationalError:
            if time.monotonic() > until:
                raise
            time.sleep(_MOMENT)
        else:
            return


def _postgresql(url: URL) -> Engine:
    named = url.set(drivername="postgresql+psycopg")
    return create_engine(
        named, connect_args=_POSTGRESQL, pool_size=2, pool_pre_ping=True, hide_parameters=True
    )
