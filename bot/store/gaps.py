"""How often a question found nothing: never by whom, where, or at what hour."""

from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, func, select

from bot.commands.gaps import Gap
from bot.store.database import insertion
from bot.store.tables import gap, uncounted

MOST = 5000  # questions that are kept
MOST_DAYS = 30  # that a question is kept which was asked once


def count(connection: Connection, question: str, chat: int, now: datetime) -> None:
    """Count a question once more, unless the chat it comes from is left out."""
    if not is_counted(connection, chat):
        return
    today = now.replace(hour=0, minute=0, second=0, microsecond=0)
    connection.execute(
        insertion(connection, gap)
        .values(question=question, count=1, first=today, last=today)
        .on_conflict_do_update(
            index_elements=[gap.c.question], set_={"count": gap.c.count + 1, "last": today}
        )
    )
    # What nobody else asked is no gap, and may be somebody's own affair.
    old = gap.c.count == 1, gap.c.last < today - timedelta(days=MOST_DAYS)
    connection.execute(delete(gap).where(*old))
    _make_room(connection, question)


def most_asked(connection: Connection, limit: int | None = None) -> list[Gap]:
    """Return the questions that were asked most, of those as often the newest first."""
    one = gap.c
    rows = connection.execute(
        select(one.question, one.count, one.first, one.last)
        .order_by(one.count.desc(), one.last.desc(), one.question)
        .limit(limit)
    )
    return [Gap(*row) for row in rows]


def forget(connection: Connection, question: str) -> bool:
    """Forget a question, so that it is counted anew; tell whether it was there."""
    return bool(connection.execute(delete(gap).where(gap.c.question == question)).rowcount)


def is_counted(connection: Connection, chat: int) -> bool:
    """Tell whether questions from a chat are counted."""
    found = connection.execute(select(uncounted.c.chat).where(uncounted.c.chat == chat))
    return found.scalar() is None


def count_chat(connection: Connection, chat: int, *, wanted: bool) -> None:
    """Count questions from a chat, or leave them out: then its id is kept, and nothing else."""
    if wanted:
        connection.execute(delete(uncounted).where(uncounted.c.chat == chat))
    else:
        row = insertion(connection, uncounted).values(chat=chat)
        connection.execute(row.on_conflict_do_nothing())


def migrate(connection: Connection, old: int, new: int) -> None:
    """A group has become a supergroup: whether it is left out goes with it."""
    if not is_counted(connection, old):
        count_chat(connection, new, wanted=False)
        count_chat(connection, old, wanted=True)


def _make_room(connection: Connection, newest: str) -> None:
    """Drop the least asked, the oldest first, but never the one that has just come."""
    there = connection.execute(select(func.count()).select_from(gap)).scalar_one()
    if there <= MOST:
        return
    least = (
        select(gap.c.id)
        .where(gap.c.question != newest)
        .order_by(gap.c.count, gap.c.last, gap.c.id)
        .limit(there - MOST)
    )
    connection.execute(delete(gap).where(gap.c.id.in_(least)))
