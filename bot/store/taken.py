"""The updates that have taken effect, so that none does twice, whichever process it comes to."""

from datetime import datetime, timedelta

from sqlalchemy import Connection, delete

from bot.store.database import insertion
from bot.store.tables import taken

KEPT = timedelta(days=9)  # Telegram keeps an update for a day; its numbers begin anew after a week


def is_first(connection: Connection, update: int | None, now: datetime) -> bool:
    """Tell whether an update has not taken effect before; from this transaction on, it has.

    What no update has brought is always first.
    """
    if update is None:
        return True
    row = (
        insertion(connection, taken)
        .values(id=update, at=now)
        .on_conflict_do_nothing()
        .returning(taken.c.id)
    )
    connection.execute(delete(taken).where(taken.c.at < now - KEPT))
    return connection.execute(row).scalar() is not None
