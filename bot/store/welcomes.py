"""What a chat was answered when it subscribed: kept like a delivery, so it can be corrected."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, insert, select

from bot.outbox.delivery import Step
from bot.store.publications import UNTOUCHED, latest_edition, write
from bot.store.subscriptions import find
from bot.store.tables import delivery, letter
from bot.subscriptions.said import Part
from bot.subscriptions.subscription import Place

_WELCOME = "welcome"  # in the place of a choice of topics


def keep(
    connection: Connection, place: Place, briefing: str, reply: tuple[Part, int], now: datetime
) -> None:
    """Note what the edition that is out said in a message of its own; nothing, if none is out."""
    reader, edition = find(connection, place), latest_edition(connection, briefing)
    if reader is None or edition is None:
        return
    part, message = reply
    mine = (delivery.c.publication == edition.id, delivery.c.subscription == reader.id)
    so_far = connection.execute(select(func.max(delivery.c.part)).where(*mine)).scalar() or 0
    row: dict[str, Any] = {
        **UNTOUCHED,
        "publication": edition.id,
        "subscription": reader.id,
        "letter": _letter(connection, edition.id, part),
        "part": so_far + 1,
        "step": Step.SENT,
        "attempts": 1,
        "tried": now,
        "done": now,
        "message": message,
    }
    connection.execute(insert(delivery).values(row))


def _letter(connection: Connection, publication: int, part: Part) -> int:
    """The same words are kept once."""
    kept = (letter.c.publication == publication, letter.c.topics == _WELCOME)
    same = select(letter.c.id).where(*kept, letter.c.html == part.message.html)
    known = connection.execute(same).scalar()
    if known is not None:
        return int(known)
    so_far = connection.execute(select(func.max(letter.c.part)).where(*kept)).scalar() or 0
    return write(connection, publication, part, topics=_WELCOME, part=so_far + 1)
