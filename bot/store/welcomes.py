"""What a chat was answered when it subscribed: kept like a delivery, so it can be corrected."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, exists, func, insert, or_, select, update

from bot.outbox.delivery import Step
from bot.store.corrections import Replacement, StoredLetter
from bot.store.letters import UNTOUCHED, write
from bot.store.subscriptions import find
from bot.store.tables import delivery, letter
from bot.subscriptions.said import Part
from bot.subscriptions.subscription import Place

_WELCOME, _LATER = "/welcome", "/later"  # in the place of topics, of which none is called so
# Nothing that was sent: an answer.
IS_WELCOME = and_(
    delivery.c.edits.is_(None),
    delivery.c.letter.in_(select(letter.c.id).where(letter.c.topics == _WELCOME)),
)


@dataclass(frozen=True)
class Welcome:
    """A message that an edition was shown in, the delivery that it counts as, and whose it is."""

    delivery: int
    subscription: int
    kept: StoredLetter


def keep(
    connection: Connection, place: Place, edition: int, reply: tuple[Part, int], now: datetime
) -> Welcome | None:
    """Note what an edition said in a message of its own, instead of an earlier such message.

    `edition` is the publication's number. Of whom nothing is known, nothing is kept.
    """
    reader, (part, message) = find(connection, place), reply
    if reader is None:
        return None
    number = _letter(connection, edition, part)
    values = {"letter": number, "message": message, "tried": now, "done": now}
    mine = _earlier(connection, edition, reader.id)
    if mine is None:
        sent = values | {"step": Step.SENT, "attempts": 1}
        mine = _add(connection, edition, reader.id, sent)
    else:
        connection.execute(update(delivery).where(delivery.c.id == mine).values(values))
    return Welcome(mine, reader.id, StoredLetter(number, part, {}, edition))


def put_right(
    connection: Connection, welcome: Welcome, edition: int, words: Replacement, now: datetime
) -> None:
    """Change a message that showed an edition when a newer one was out already."""
    notice = _write(connection, edition, words.notice)
    values: dict[str, Any] = {"letter": notice, "answers": welcome.delivery}
    if words.new is not None:
        new = _write(connection, edition, words.new, corrects=words.old, notice=notice)
        values = {"letter": new, "notice": notice, "edits": welcome.delivery}
    _add(connection, edition, welcome.subscription, values | {"due": now})


def _earlier(connection: Connection, edition: int, reader: int) -> int | None:
    """The delivery of an earlier welcome, unless something else is to be said in its message."""
    later = delivery.alias().c
    followed = or_(later.edits == delivery.c.id, later.answers == delivery.c.id)
    found = select(delivery.c.id).where(
        *_of(edition, reader), IS_WELCOME, ~exists().where(followed)
    )
    return connection.execute(found).scalar()


def _add(connection: Connection, edition: int, reader: int, values: dict[str, Any]) -> int:
    last = select(func.max(delivery.c.part)).where(*_of(edition, reader))
    row: dict[str, Any] = {
        **UNTOUCHED,
        "publication": edition,
        "subscription": reader,
        "part": (connection.execute(last).scalar() or 0) + 1,
    }
    made = connection.execute(insert(delivery).values(row | values).returning(delivery.c.id))
    return int(made.scalar_one())


def _of(edition: int, reader: int) -> tuple[Any, Any]:
    return delivery.c.publication == edition, delivery.c.subscription == reader


def _letter(connection: Connection, edition: int, part: Part) -> int:
    """The same words are kept once."""
    one = letter.c
    same = select(one.id).where(
        one.publication == edition, one.topics == _WELCOME, one.html == part.message.html
    )
    known = connection.execute(same).scalar()
    return _write(connection, edition, part, _WELCOME) if known is None else int(known)


def _write(
    connection: Connection, edition: int, part: Part, topics: str = _LATER, **others: Any
) -> int:
    alike = (letter.c.publication == edition, letter.c.topics == topics)
    last = connection.execute(select(func.max(letter.c.part)).where(*alike)).scalar() or 0
    return write(connection, edition, part, topics=topics, part=last + 1, **others)
