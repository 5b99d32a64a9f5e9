"""What operators want to know: who reads, what has gone out, what waits, what is in doubt."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, case, func, literal, make_url, not_, or_, select

from bot.outbox.delivery import Step
from bot.store.database import Database, UnavailableError
from bot.store.lock import SendingLock
from bot.store.migrate import revision_of
from bot.store.rows import topics_of
from bot.store.tables import (
    DIGEST,
    EDITION,
    EDITIONS,
    REVISION,
    delivery,
    publication,
    subscription,
)
from bot.store.welcomes import IS_WELCOME
from bot.subscriptions.subscription import Kind, Place, Reason, State
from bot.subscriptions.wish import Rhythm

_PAUSED, _HELD, _OPEN = "paused", "held", "open"

SOON = timedelta(seconds=60)  # what goes later than that is not waited for


@dataclass(frozen=True)
class Tally:
    """Messages by what has become of them."""

    sent: int = 0
    open: int = 0  # being sent, or about to be
    held: int = 0  # their chat sleeps, Telegram asked to wait, or the part before them is in doubt
    paused: int = 0  # nothing can be sent to their chat
    uncertain: int = 0
    failed: int = 0
    expired: int = 0
    cancelled: int = 0
    until: datetime | None = None  # when the first of those that are held goes


@dataclass(frozen=True)
class Group:
    """Subscriptions that have these in common."""

    state: State
    reason: Reason | None
    rhythm: Rhythm
    kind: Kind


@dataclass(frozen=True)
class Published:
    """An edition that went out."""

    id: int
    briefing: str
    edition: int
    at: datetime
    kind: str = EDITION


@dataclass(frozen=True)
class Doubt:
    """A message that may have arrived; whose chat's data was deleted, has no place."""

    number: int
    place: Place | None
    title: str
    state: State | None
    why: str
    briefing: str
    edition: int
    kind: str
    published: datetime


def is_there(url: str) -> bool:
    """Tell whether there is a database at all: to open a file would make it."""
    where = make_url(url)
    return where.get_backend_name() != "sqlite" or Path(where.database or "").exists()


def has_tables(connection: Connection) -> bool:
    """Tell whether anything has been stored; UnavailableError if another version did it."""
    revision = revision_of(connection)
    if revision not in {None, REVISION}:
        raise UnavailableError(
            f"its tables are of another version of the bot (revision {revision}, and this version "
            f"works with {REVISION}); `run` brings older ones up to date"
        )
    return revision is not None


def somebody_sends(database: Database) -> bool:
    """Tell whether a process holds the lock of the one that sends."""
    return SendingLock(database).is_taken()


def groups(connection: Connection) -> Mapping[Group, int]:
    """Return how many subscriptions there are, by all that tells them apart at a glance."""
    one = subscription.c
    by = (one.state, one.reason, one.rhythm, one.kind)
    rows = connection.execute(select(*by, func.count()).group_by(*by))
    return {
        Group(State(state), Reason(reason) if reason else None, Rhythm(rhythm), Kind(kind)): count
        for state, reason, rhythm, kind, count in rows
    }


def readers(connection: Connection) -> Mapping[State, Mapping[frozenset[str], int]]:
    """Return how many chats want editions at once: active and paused ones, by their topics."""
    one = subscription.c
    rows = connection.execute(
        select(one.state, one.topics, func.count())
        .where(one.state.in_([State.ACTIVE, State.PAUSED]), one.rhythm == Rhythm.AT_ONCE)
        .group_by(one.state, one.topics)
    )
    found: dict[State, dict[frozenset[str], int]] = {State.ACTIVE: {}, State.PAUSED: {}}
    for state, topics, count in rows:
        found[State(state)][topics_of(topics)] = count
    return found


def tally(connection: Connection, number: int, soon: datetime) -> Tally:
    """Return how far a publication has come; what goes only after `soon` is held."""
    mine = delivery.c.publication == number
    steps = _steps(connection, mine)[number]
    where = case(
        (subscription.c.state == State.PAUSED, literal(_PAUSED)),
        (or_(delivery.c.due.is_(None), delivery.c.due > soon), literal(_HELD)),
        else_=literal(_OPEN),
    )
    rows = connection.execute(
        select(where, func.count(), func.min(delivery.c.due))
        .select_from(delivery.outerjoin(subscription))
        .where(mine, delivery.c.step == Step.PENDING)
        .group_by(where)
    )
    waiting = {name: (count, first) for name, count, first in rows}
    held, until = waiting.get(_HELD, (0, None))
    return _tally(
        steps,
        open=waiting.get(_OPEN, (0,))[0] + steps[Step.SENDING],
        held=held,
        paused=waiting.get(_PAUSED, (0,))[0],
        until=until,
    )


def steps(connection: Connection) -> dict[str, int]:
    """Return how many deliveries stand at which step."""
    counted = select(delivery.c.step, func.count()).group_by(delivery.c.step)
    return {str(step): count for step, count in connection.execute(counted)}


def oldest_due(connection: Connection) -> datetime | None:
    """Return since when the delivery that has waited longest is due, if any is."""
    waits = delivery.c.step == Step.PENDING
    oldest = select(func.min(delivery.c.due)).where(waits)
    found: datetime | None = connection.execute(oldest).scalar()
    return found


def last_editions(connection: Connection, limit: int) -> list[Published]:
    """Return the editions that were published last, the newest first."""
    one = publication.c
    rows = connection.execute(
        select(one.id, one.briefing, one.edition, one.at, one.kind)
        .where(one.kind.in_(EDITIONS))
        .order_by(one.id.desc())
        .limit(limit)
    )
    return [Published(*row) for row in rows]


def tallies(connection: Connection, numbers: Collection[int]) -> Mapping[int, Tally]:
    """Return how far publications have come, as they stand: what waits for its hour is open."""
    mine = delivery.c.publication.in_(list(numbers))
    steps, paused = _steps(connection, mine), _paused(connection, mine)
    return {number: _standing(steps[number], paused[number]) for number in numbers}


def digests(connection: Connection, since: datetime) -> Tally:
    """Return how far the digests have come that were put together since then."""
    chosen = select(publication.c.id).where(publication.c.kind == DIGEST, publication.c.at >= since)
    mine = delivery.c.publication.in_(chosen)
    steps = sum(_steps(connection, mine).values(), Counter[str]())
    return _standing(steps, _paused(connection, mine).total())


def in_doubt(connection: Connection) -> int:
    """Return on how many messages somebody has to decide."""
    uncertain = select(func.count()).where(delivery.c.step == Step.UNCERTAIN)
    return connection.execute(uncertain).scalar_one()


def doubts(connection: Connection, limit: int | None = None) -> list[Doubt]:
    """Return the messages on which somebody has to decide, the oldest first."""
    one, chat = delivery.c, subscription.c
    rows = connection.execute(
        select(
            one.id, chat.chat, chat.topic, chat.title, chat.state, one.why,
            publication.c.briefing, publication.c.edition, publication.c.kind, publication.c.at,
        )
        .select_from(
            delivery.outerjoin(subscription).join(publication, one.publication == publication.c.id)
        )
        .where(one.step == Step.UNCERTAIN)
        .order_by(one.id)
        .limit(limit)
    )  # fmt: skip
    return [
        Doubt(
            number,
            None if place is None else Place(place, topic),
            title or "",
            State(state) if state else None,
            *others,
        )
        for number, place, topic, title, state, *others in rows
    ]


def refusals(connection: Connection, since: datetime, limit: int) -> list[tuple[str, int]]:
    """Return why messages failed or expired since then, and how many; the most frequent first."""
    ended = [Step.FAILED, Step.EXPIRED]
    return _reasons(connection, limit, delivery.c.step.in_(ended), delivery.c.done >= since)


def obstacles(connection: Connection, number: int, limit: int) -> list[tuple[str, int]]:
    """Return what those messages of a publication met that are still to be sent."""
    return _reasons(
        connection,
        limit,
        delivery.c.publication == number,
        delivery.c.step == Step.PENDING,
        delivery.c.due.is_not(None),
    )


def _reasons(connection: Connection, limit: int, *where: Any) -> list[tuple[str, int]]:
    why = delivery.c.why
    rows = connection.execute(
        select(why, func.count())
        .where(*where, why != "")
        .group_by(why)
        .order_by(func.count().desc(), why)
        .limit(limit)
    )
    return [(said, count) for said, count in rows]


def _steps(connection: Connection, mine: Any) -> defaultdict[int, Counter[str]]:
    one = delivery.c
    rows = connection.execute(
        select(one.publication, one.step, func.count())
        .where(mine, not_(IS_WELCOME))
        .group_by(one.publication, one.step)
    )
    found: defaultdict[int, Counter[str]] = defaultdict(Counter)
    for number, step, count in rows:
        found[number][step] = count
    return found


def _paused(connection: Connection, mine: Any) -> Counter[int]:
    rows = connection.execute(
        select(delivery.c.publication, func.count())
        .join_from(delivery, subscription)
        .where(mine, delivery.c.step == Step.PENDING, subscription.c.state == State.PAUSED)
        .group_by(delivery.c.publication)
    )
    return Counter({row[0]: row[1] for row in rows})


def _standing(steps: Counter[str], paused: int) -> Tally:
    return _tally(steps, open=steps[Step.PENDING] + steps[Step.SENDING] - paused, paused=paused)


def _tally(steps: Counter[str], **others: Any) -> Tally:
    return Tally(
        sent=steps[Step.SENT],
        uncertain=steps[Step.UNCERTAIN],
        failed=steps[Step.FAILED],
        expired=steps[Step.EXPIRED],
        cancelled=steps[Step.CANCELLED],
        **others,
    )
