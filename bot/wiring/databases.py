"""The database of the settings: opened to work in, or only to look."""

import logging
from collections.abc import Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NoReturn

from bot import config
from bot.store.database import Database, LastingError, UnavailableError
from bot.store.migrate import prepare
from bot.store.overview import has_tables, is_there
from bot.wiring.settings import stop, told_in_a_line

_REFUSED = "database.url: the database can't be used: "
_log = logging.getLogger(__name__)


@contextmanager
def database_at(url: str, *, patient: bool = False) -> Iterator[Database]:
    """Open a database, with the tables that this version works with.

    Who is `patient` gets it too while its server is away, and has to prepare it later.
    """
    try:
        database = Database(url)
    except OSError as error:
        stop(f"database.url: {error.filename}: {error.strerror}")
    try:
        _prepare(database, patient=patient)
        yield database
    finally:
        database.close()


def _prepare(database: Database, *, patient: bool) -> None:
    try:
        prepare(database)
    except UnavailableError as error:
        if not patient or database.is_sqlite or isinstance(error, LastingError):
            _refuse(error)
        _log.error("the database can't be used yet: %s", error)


@contextmanager
def local_database(settings: config.Config, keep: Path | None) -> Iterator[Database]:
    """Open the database of a local Telegram: it lasts as long as its chats do."""
    with TemporaryDirectory(prefix="briefing-bot-") as folder:
        beside = Path(f"{keep}.sqlite3") if keep else Path(folder) / "bot.sqlite3"
        with database_at(settings.database.url or f"sqlite:///{beside.absolute()}") as database:
            yield database


@contextmanager
def database_at_hand(settings: config.Config, *, only_look: bool = False) -> Iterator[Database]:
    """Open the database that `run` works with; only to look, it is neither made nor changed."""
    if only_look:
        with database_as_it_is(settings) as found:
            if found is not None and found.run_now(has_tables):
                yield found
                return
    with TemporaryDirectory(prefix="briefing-bot-") as folder:
        nothing = f"sqlite:///{folder}/nothing.sqlite3"
        url = nothing if only_look else settings.database.url or config.DATABASE
        with database_at(url) as database, said_in_a_line():
            yield database


@contextmanager
def database_as_it_is(settings: config.Config) -> Iterator[Database | None]:
    """Open the database without changing it, if there is one."""
    url = settings.database.url or config.DATABASE
    with said_in_a_line():
        if not is_there(url):
            yield None
            return
        with closing(Database(url)) as database:
            yield database


@contextmanager
def said_in_a_line() -> Iterator[None]:
    """End with a line where the database, or the lock beside it, can't be used."""
    try:
        yield
    except OSError as error:
        stop(f"{error.filename or 'database.url'}: {error.strerror or error}")
    except UnavailableError as error:
        _refuse(error)


def refused_for_good() -> AbstractContextManager[None]:
    """End with a line where a database that was away turns out to be of no use."""
    return told_in_a_line(LastingError, _REFUSED)


def _refuse(error: Exception) -> NoReturn:
    stop(f"{_REFUSED}{error}")
