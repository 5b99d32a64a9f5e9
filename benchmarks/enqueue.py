"""How fast an edition is put on its way to 100,000 chats: `.venv/bin/python -m benchmarks.enqueue`.

Prints the time and the memory that it takes. Each database has a process of its own, so that
what one took is not counted with the other.
"""

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from sqlalchemy import Connection, func, insert, select

from bot.briefing.library import load
from bot.desk import renderer
from bot.sending.edition import draft, publish
from bot.sending.sender import utc_now
from bot.store.database import Database
from bot.store.migrate import prepare
from bot.store.tables import delivery, subscription
from bot.subscriptions.subscription import Kind, State
from bot.subscriptions.wish import Rhythm
from tests.databases import KINDS, databases

BRIEFING = Path(__file__).parent.parent / "briefings/marrakesh-2022.yaml"
CHATS, AT_A_TIME = 100_000, 1_000
CHOICES = ("", "", "", "africa", "members", "africa,members")  # of topics; most want everything


def main() -> None:
    """Measure the database that is named, or each."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database", choices=KINDS)
    kind = parser.parse_args().database
    if kind is not None:
        measure(kind)
        return
    for each in KINDS:
        command = [sys.executable, "-m", "benchmarks.enqueue", f"--database={each}"]
        subprocess.run(command, check=True)  # noqa: S603


def measure(kind: str) -> None:
    """Print what publishing takes."""
    with tempfile.TemporaryDirectory() as folder, databases(kind, Path(folder)) as make:
        database = Database(make("enqueue"))
        prepare(database)
        for first in range(0, CHATS, AT_A_TIME):
            database.run_now(subscribe, range(first, first + AT_A_TIME))
        before, began = _memory(), time.perf_counter()
        database.run_now(_publish)
        took, grown = time.perf_counter() - began, _memory() - before
        count = database.run_now(_count)
        database.close()
    print(f"{kind}: {count:,} deliveries to {CHATS:,} chats in {took:.1f} s, {grown:.0f} MB more")


def subscribe(connection: Connection, chats: range) -> None:
    """Let these chats subscribe, with several choices of topics."""
    now = utc_now()
    alike = {
        "topic": 0, "kind": Kind.PRIVATE, "title": "", "rhythm": Rhythm.AT_ONCE, "hour": 8,
        "weekday": 0, "zone": "UTC", "silent": False, "state": State.ACTIVE, "since": now,
        "digested": now, "covered": 0, "missing_days": 0,
    }  # fmt: skip
    rows = [{"chat": chat, "topics": CHOICES[chat % len(CHOICES)], **alike} for chat in chats]
    connection.execute(insert(subscription), rows)


def _publish(connection: Connection) -> None:
    briefing = load(BRIEFING).briefing
    assert briefing is not None  # noqa: S101 - it is the shipped one
    publish(connection, draft(connection, briefing), renderer(), utc_now())


def _count(connection: Connection) -> int:
    return connection.execute(select(func.count()).select_from(delivery)).scalar_one()


def _memory() -> float:
    """Return the most memory that this process has had so far, in MB."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / (1 << 20 if sys.platform == "darwin" else 1 << 10)


if __name__ == "__main__":
    main()
