"""Another process on the same database: `python -m tests.store.process hold|count URL`."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, select, update

from bot.store.database import Database
from bot.store.lock import SendingLock
from bot.store.tables import sending

ROOT = Path(__file__).parents[2]
COUNTS = 100


@contextmanager
def started(task: str, database: Database) -> Iterator[subprocess.Popen[str]]:
    """Start one that does this; it is killed in the end, if it has not ended."""
    url = database.url.render_as_string(hide_password=False)
    command = [sys.executable, "-m", "tests.store.process", task, url]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, text=True) as process:  # noqa: S603
        try:
            yield process
        finally:
            process.kill()


def line(process: "subprocess.Popen[str]") -> str:
    """Return what it says next."""
    assert process.stdout is not None
    return process.stdout.readline().strip()


def count(connection: Connection) -> None:
    """Read a number, and write the next: of two who do so at once, one has to wait."""
    number = connection.execute(select(sending.c.fence).with_for_update()).scalar_one()
    connection.execute(update(sending).values(fence=number + 1))


def main(task: str, url: str) -> None:
    """Do it, and say how far it has come."""
    database = Database(url)
    if task == "hold":
        lock = SendingLock(database)
        print(lock.take(), flush=True)
    else:
        database.run_now(lambda _: print("ready", flush=True))
        sys.stdin.readline()
        for _ in range(COUNTS):
            database.run_now(count)
        print("done", flush=True)
    sys.stdin.readline()


if __name__ == "__main__":
    main(*sys.argv[1:])
