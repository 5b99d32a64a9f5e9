"""How fast a correction is put on its way: `.venv/bin/python -m benchmarks.corrections`.

Prints the time that it takes to look at it and to publish it, once the first edition has arrived
everywhere, and how many messages are to be changed.
"""

import argparse
import tempfile
import time
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, func, select, update

from benchmarks.enqueue import AT_A_TIME, subscribe
from bot.briefing.library import load
from bot.briefing.model import Briefing
from bot.desk import renderer
from bot.outbox.delivery import Step
from bot.sending.correction import correct, corrected
from bot.sending.edition import draft, publish
from bot.sending.sender import utc_now
from bot.store.database import Database
from bot.store.migrate import prepare
from bot.store.tables import delivery
from tests.databases import KINDS, databases

BRIEFING = Path(__file__).parent.parent / "briefings/marrakesh-2022.yaml"
CHATS = (1_000, 10_000, 100_000)


def main() -> None:
    """Measure each database with each number of chats."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--chats", type=int, nargs="*", default=CHATS)
    for chats in parser.parse_args().chats:
        for kind in KINDS:
            measure(kind, chats)


def measure(kind: str, chats: int) -> None:
    """Print what correcting takes."""
    with tempfile.TemporaryDirectory() as folder, databases(kind, Path(folder)) as make:
        database = Database(make("corrections"))
        prepare(database)
        for chat in range(0, chats, AT_A_TIME):
            database.run_now(subscribe, range(chat, chat + AT_A_TIME))
        first, second = _editions()
        database.run_now(_arrive, first)
        if not database.is_sqlite:  # PostgreSQL does that by itself, a while later
            database.run_now(lambda connection: connection.exec_driver_sql("ANALYZE"))
        began = time.perf_counter()
        look = database.run_now(corrected, second)
        looked = time.perf_counter()
        number = database.run_now(correct, second, renderer(), utc_now())
        took = time.perf_counter() - looked
        count = database.run_now(_count, number)
        database.close()
    print(
        f"{kind}, {chats:,} chats: {look.messages:,} messages to change, found in "
        f"{looked - began:.2f} s; {count:,} edits on their way in {took:.2f} s"
    )


def _editions() -> tuple[Briefing, Briefing]:
    briefing = load(BRIEFING).briefing
    assert briefing is not None  # noqa: S101 - it is the shipped one
    first, *others = briefing.summary
    wrong = first.model_copy(update={"text": f"{first.text[:-1]}, some say."})
    return (
        briefing.model_copy(update={"summary": (wrong, *others)}),
        briefing.model_copy(update={"edition": briefing.edition + 1}),
    )


def _arrive(connection: Connection, briefing: Briefing) -> None:
    """Publish it, and let it have arrived everywhere."""
    now: datetime = utc_now()
    publish(connection, draft(connection, briefing), renderer(), now)
    one = delivery.c
    arrived = update(delivery).values(step=Step.SENT, due=None, done=now, message=one.id)
    connection.execute(arrived)


def _count(connection: Connection, number: int) -> int:
    mine = delivery.c.publication == number
    return connection.execute(select(func.count()).select_from(delivery).where(mine)).scalar_one()


if __name__ == "__main__":
    main()
