"""Letters that chats wait for and none of them can have received: other words take their place.

Nobody is told of that. What may have arrived is another matter: see `corrections`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Row, and_, exists, func, or_, select, update

from bot.outbox.delivery import Step
from bot.store.letters import as_part, write
from bot.store.rows import topics_of
from bot.store.tables import DIGEST, delivery, letter, publication
from bot.subscriptions.said import Part

ANEW = "/anew"  # in the place of topics, of which none is called so
IS_LETTER = and_(delivery.c.edits.is_(None), delivery.c.answers.is_(None))
_NEVER_ARRIVED = and_(IS_LETTER, delivery.c.doubts == 0, delivery.c.subscription.is_not(None))
_WITHDRAWN = "All that it said was withdrawn before it went out."


@dataclass(frozen=True)
class Waiting:
    """A letter as it is to go out, and the publication and topics that it was written for."""

    id: int
    part: Part
    publication: int
    kind: str
    key: str
    topics: frozenset[str]
    is_whole: bool  # it is one message


@dataclass(frozen=True)
class Successor:
    """A letter that has taken another's place; an empty one is not sent."""

    id: int
    is_empty: bool


def waiting(connection: Connection, briefing: str) -> list[Waiting]:
    """Return the letters that tell of a briefing, or may do so, and have not gone out anywhere.

    One that is just being sent is among them, until it is known to have arrived.
    """
    mine = or_(publication.c.briefing == briefing, publication.c.kind == DIGEST)
    used = connection.execute(
        select(delivery.c.letter)
        .join_from(delivery, publication)
        .where(mine, _NEVER_ARRIVED, delivery.c.step.in_((Step.PENDING, Step.SENDING)))
        .distinct()
    )
    newest = {_newest(connection, number) for number in used.scalars()}
    return [_waiting(connection, number) for number in sorted(newest)]


def put_in_place(
    connection: Connection, publication: int, changes: Mapping[int, Part], now: datetime
) -> None:
    """Let these take the places of letters, by their numbers; an empty one ends its deliveries."""
    for place, (old, part) in enumerate(changes.items(), 1):
        write(connection, publication, part, topics=ANEW, part=place, corrects=old)
    mine = and_(letter.c.publication == publication, letter.c.topics == ANEW)
    pending = delivery.c.step == Step.PENDING
    new = select(letter.c.id).where(mine, letter.c.corrects == delivery.c.letter)
    found = new.correlate(delivery)
    connection.execute(
        update(delivery)
        .where(pending, _NEVER_ARRIVED, exists(found))
        .values(letter=found.scalar_subquery())
    )
    empty = select(letter.c.id).where(mine, letter.c.html == "")
    connection.execute(
        update(delivery).where(pending, delivery.c.letter.in_(empty)).values(ended(now))
    )


def successor(connection: Connection, number: int) -> Successor | None:
    """Return what has taken a letter's place by now, if anything has."""
    newest = _newest(connection, number)
    return None if newest == number else Successor(newest, not _kept(connection, newest).html)


def ended(now: datetime) -> dict[str, object]:
    """Return how a delivery stands of which nothing is left to say."""
    return {"step": Step.CANCELLED, "due": None, "done": now, "why": _WITHDRAWN}


def _newest(connection: Connection, number: int) -> int:
    later = select(letter.c.id).where(letter.c.corrects == number, letter.c.topics == ANEW)
    newer = connection.execute(later.order_by(letter.c.id.desc()).limit(1)).scalar()
    return number if newer is None else _newest(connection, newer)


def _waiting(connection: Connection, number: int) -> Waiting:
    now = first = _kept(connection, number)
    while first.topics == ANEW:
        first = _kept(connection, first.corrects)
    made = connection.execute(
        select(publication.c.id, publication.c.kind, publication.c.key).where(
            publication.c.id == first.publication
        )
    ).one()
    together = letter.c.publication == first.publication, letter.c.topics == first.topics
    count = connection.execute(select(func.count()).where(*together)).scalar_one()
    part = as_part(now.html, now.buttons, now.said)
    return Waiting(number, part, *made, topics_of(first.topics), is_whole=count == 1)


def _kept(connection: Connection, number: int) -> "Row[tuple[object, ...]]":
    return connection.execute(select(letter).where(letter.c.id == number)).one()
