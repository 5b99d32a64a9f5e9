"""What has been published: editions and digests, their letters, and who is to receive them."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, case, func, insert, literal, null, select, update
from sqlalchemy.exc import OperationalError

from bot.messages import Button, Message
from bot.outbox.delivery import Step, WhenUncertain
from bot.store.subscriptions import (
    EDITION,
    as_subscription,
    topics_as_text,
    topics_of,
    turnstile,
)
from bot.store.tables import delivery, letter, publication, subscription
from bot.subscriptions.subscription import State, Subscription
from bot.subscriptions.wish import Rhythm

DIGEST = "digest"
_STAYING = (State.ACTIVE, State.PAUSED)
Letters = Callable[[frozenset[str]], Sequence[Message]]


@dataclass(frozen=True)
class Edition:
    """An edition as it was published."""

    id: int
    briefing: str
    edition: int
    content: str
    at: datetime


def latest_edition(connection: Connection, briefing: str) -> Edition | None:
    """Return the newest published edition of a briefing."""
    return next(iter(editions(connection, briefing, limit=1)), None)


def editions(connection: Connection, briefing: str, limit: int) -> list[Edition]:
    """Return the newest editions of a briefing, the newest first."""
    return [Edition(*row) for row in connection.execute(_editions(briefing).limit(limit))]


def edition_before(connection: Connection, edition: Edition) -> Edition | None:
    """Return what was published of the same briefing before an edition."""
    one = publication.c
    row = connection.execute(
        _editions(edition.briefing).where(one.edition < edition.edition).limit(1)
    ).one_or_none()
    return None if row is None else Edition(*row)


@dataclass(frozen=True)
class Issue:
    """A publication about to be made; `key` is what makes it one and the same."""

    key: str
    kind: str
    briefing: str
    edition: int
    content: str | None
    when_uncertain: WhenUncertain
    at: datetime


def publish(connection: Connection, issue: Issue, letters: Letters) -> int:
    """Make an edition public: one delivery for each chat that wants it at once, and part.

    Returns the publication's id. If it has been published already, nothing is added.
    """
    turnstile(connection)
    known = _known(connection, issue)
    if known is not None:
        return known
    number = _add(connection, issue)
    for topics in choices(connection):
        text = topics_as_text(topics)
        parts = _write(connection, number, text, letters(topics))
        for part, one in enumerate(parts, 1):
            _address(connection, issue, (number, one, part), text)
    return number


def choices(connection: Connection) -> Mapping[frozenset[str], int]:
    """Return how many chats want editions at once, by the topics they want."""
    one = subscription.c
    rows = connection.execute(
        select(one.topics, func.count())
        .where(one.state.in_(_STAYING), one.rhythm == Rhythm.AT_ONCE)
        .group_by(one.topics)
    )
    return {topics_of(text): count for text, count in rows}


def by_rhythm(connection: Connection) -> Mapping[tuple[State, Rhythm], int]:
    """Return how many subscriptions there are, by state and rhythm."""
    one = subscription.c
    rows = connection.execute(
        select(one.state, one.rhythm, func.count()).group_by(one.state, one.rhythm)
    )
    return {(State(state), Rhythm(rhythm)): count for state, rhythm, count in rows}


def digests_due(connection: Connection, now: datetime, limit: int) -> list[Subscription]:
    """Return subscriptions whose digest is due."""
    one = subscription.c
    rows = connection.execute(
        select(subscription)
        .where(one.state == State.ACTIVE, one.digest_due <= now)
        .order_by(one.digest_due)
        .limit(limit)
    )
    return [as_subscription(row) for row in rows]


def distrust(connection: Connection, rhythm: Rhythm, far: datetime, now: datetime) -> None:
    """Make digests due that were seen to further ahead than can be believed."""
    one = subscription.c
    connection.execute(
        update(subscription)
        .where(one.state == State.ACTIVE, one.rhythm == rhythm, one.digested > far)
        .values(digest_due=now)
    )


def uncovered(connection: Connection, reader: Subscription) -> list[Edition]:
    """Return the editions that neither a digest nor a delivery has brought to a chat yet."""
    one = publication.c
    brought = select(delivery.c.publication).where(delivery.c.subscription == reader.id)
    rows = connection.execute(
        select(one.id, one.briefing, one.edition, one.content, one.at)
        .where(one.kind == EDITION, one.id > reader.covered, one.id.not_in(brought))
        .order_by(one.id)
    )
    return [Edition(*row) for row in rows]


def digest(
    connection: Connection, issue: Issue, reader: Subscription, letters: Sequence[Message]
) -> None:
    """Put a digest on its way to one chat; chats with the same wish share its letters."""
    topics = topics_as_text(reader.wish.topics)
    number = _known(connection, issue) or _add(connection, issue)
    known = connection.execute(
        select(letter.c.id)
        .where(letter.c.publication == number, letter.c.topics == topics)
        .order_by(letter.c.part)
    ).scalars()
    for part, one in enumerate(list(known) or _write(connection, number, topics, letters), 1):
        connection.execute(
            insert(delivery).values(
                publication=number,
                subscription=reader.id,
                letter=one,
                part=part,
                due=issue.at if part == 1 else None,
                **_UNTOUCHED,
            )
        )


def is_written(connection: Connection, key: str, topics: frozenset[str]) -> bool:
    """Tell whether a publication has letters for this choice of topics already."""
    found = connection.execute(
        select(letter.c.id)
        .join_from(letter, publication)
        .where(publication.c.key == key, letter.c.topics == topics_as_text(topics))
        .limit(1)
    )
    return found.first() is not None


def digested(
    connection: Connection, reader: Subscription, until: datetime, due: datetime | None
) -> None:
    """Note up to when, and up to which publication, digests have been seen to."""
    newest = select(func.coalesce(func.max(publication.c.id), 0)).where(
        publication.c.kind == EDITION
    )
    connection.execute(
        update(subscription)
        .where(subscription.c.id == reader.id)
        .values(digested=until, digest_due=due, covered=newest.scalar_subquery())
    )


def reschedule(
    connection: Connection, reader: Subscription, until: datetime, due: datetime | None
) -> None:
    """Set when the next digest is due, without having had one."""
    connection.execute(
        update(subscription)
        .where(subscription.c.id == reader.id)
        .values(digested=until, digest_due=due)
    )


def attempt(connection: Connection, work: Callable[[], None]) -> Exception | None:
    """Do some work; if it fails, undo it alone, and return what was wrong with it.

    Where the database itself fails, nothing can be undone alone: that is raised.
    """
    try:
        with connection.begin_nested():
            work()
    except OperationalError:
        raise
    except Exception as error:  # noqa: BLE001 - whatever it is, the rest goes on
        return error
    return None


def put_off(connection: Connection, reader: Subscription, until: datetime) -> None:
    """Look at a digest again later; what has been seen to stays as it is."""
    connection.execute(
        update(subscription).where(subscription.c.id == reader.id).values(digest_due=until)
    )


def as_message(html: str, buttons: str) -> Message:
    """Return a letter's part as it was written."""
    rows = tuple(tuple(Button(*one) for one in row) for row in json.loads(buttons))
    return Message(html, rows)


_UNTOUCHED: Mapping[str, Any] = {
    "step": Step.PENDING,
    "attempts": 0,
    "doubts": 0,
    "plain": False,
    "why": "",
}


def _editions(briefing: str) -> Select[Any]:
    one = publication.c
    return (
        select(one.id, one.briefing, one.edition, one.content, one.at)
        .where(one.kind == EDITION, one.briefing == briefing)
        .order_by(one.edition.desc())
    )


def _known(connection: Connection, issue: Issue) -> int | None:
    found = connection.execute(select(publication.c.id).where(publication.c.key == issue.key))
    return found.scalar()


def _add(connection: Connection, issue: Issue) -> int:
    made = connection.execute(
        insert(publication)
        .values(
            key=issue.key,
            kind=issue.kind,
            briefing=issue.briefing,
            edition=issue.edition,
            content=issue.content,
            when_uncertain=issue.when_uncertain,
            at=issue.at,
        )
        .returning(publication.c.id)
    )
    return int(made.scalar_one())


def _write(connection: Connection, number: int, topics: str, parts: Iterable[Message]) -> list[int]:
    written = []
    for part, message in enumerate(parts, 1):
        buttons = [[[one.label, one.data] for one in row] for row in message.rows]
        made = connection.execute(
            insert(letter)
            .values(
                publication=number,
                topics=topics,
                part=part,
                html=message.html,
                buttons=json.dumps(buttons, ensure_ascii=False),
            )
            .returning(letter.c.id)
        )
        written.append(int(made.scalar_one()))
    return written


def _address(connection: Connection, issue: Issue, part: tuple[int, int, int], topics: str) -> None:
    number, one, place = part
    reader = subscription.c
    due = case((reader.state == State.ACTIVE, literal(issue.at, delivery.c.due.type)), else_=null())
    row: dict[str, Any] = {
        "publication": literal(number),
        "subscription": reader.id,
        "letter": literal(one),
        "part": literal(place),
        "due": due if place == 1 else null(),
    } | {name: literal(value) for name, value in _UNTOUCHED.items()}
    connection.execute(
        insert(delivery).from_select(
            list(row),
            select(*row.values()).where(
                reader.state.in_(_STAYING),
                reader.rhythm == Rhythm.AT_ONCE,
                reader.topics == topics,
            ),
        )
    )
