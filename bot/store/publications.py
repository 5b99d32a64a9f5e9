"""What has been published: editions and digests, their letters, and who is to receive them."""

import json
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import (
    Connection,
    Select,
    and_,
    case,
    func,
    insert,
    literal,
    null,
    or_,
    select,
    update,
)
from sqlalchemy.exc import OperationalError

from bot.messages import Button, Message
from bot.outbox.delivery import Step, WhenUncertain
from bot.store.rows import as_subscription, topics_as_text, topics_of
from bot.store.tables import (
    CORRECTION,
    EDITION,
    EDITIONS,
    delivery,
    letter,
    publication,
    subscription,
)
from bot.store.turns import turnstile
from bot.subscriptions.said import Part, Said
from bot.subscriptions.subscription import State, Subscription
from bot.subscriptions.wish import Rhythm

DIGEST = "digest"
DRAFT = "draft"  # what people were answered from while nothing was published
_STAYING = (State.ACTIVE, State.PAUSED)
Letters = Callable[[frozenset[str]], Sequence[Part]]


@dataclass(frozen=True)
class Edition:
    """An edition as it was published."""

    id: int
    briefing: str
    edition: int
    content: str
    at: datetime
    kind: str = EDITION


def latest_edition(connection: Connection, briefing: str) -> Edition | None:
    """Return the newest published edition of a briefing."""
    return next(iter(editions(connection, briefing, limit=1)), None)


def editions(connection: Connection, briefing: str, limit: int) -> list[Edition]:
    """Return the newest editions of a briefing, the newest first."""
    return [Edition(*row) for row in connection.execute(_editions(briefing).limit(limit))]


def newest(connection: Connection) -> int:
    """Return the number of the newest publication that is an edition; 0 if there is none."""
    one = publication.c
    found = select(func.coalesce(func.max(one.id), 0)).where(one.kind.in_(EDITIONS))
    return int(connection.execute(found).scalar_one())


def latest_editions(connection: Connection) -> list[Edition]:
    """Return the newest edition of each briefing."""
    one = publication.c
    names = select(one.briefing).where(one.kind.in_(EDITIONS)).distinct()
    found = (latest_edition(connection, name) for name in connection.execute(names).scalars())
    return [edition for edition in found if edition is not None]


def edition_before(connection: Connection, edition: Edition) -> Edition | None:
    """Return what was published of the same briefing before an edition."""
    one = publication.c
    row = connection.execute(
        _editions(edition.briefing).where(one.edition < edition.edition).limit(1)
    ).one_or_none()
    return None if row is None else Edition(*row)


def numbered(connection: Connection, numbers: Collection[int]) -> list[Edition]:
    """Return the editions that are the publications of these numbers."""
    one = publication.c
    found = _every_edition().where(one.id.in_(list(numbers))).order_by(one.id)
    return [Edition(*row) for row in connection.execute(found)]


def editions_after(connection: Connection, edition: Edition) -> list[Edition]:
    """Return what was published of a briefing after an edition, the oldest first."""
    one = publication.c
    found = _every_edition().where(one.briefing == edition.briefing)
    later = found.where(one.edition > edition.edition).order_by(one.edition)
    return [Edition(*row) for row in connection.execute(later)]


def remembered(connection: Connection, briefing: str) -> list[Edition]:
    """Return all that messages may tell of a briefing, the newest first."""
    one = publication.c
    found = _every(*EDITIONS, DRAFT).where(one.briefing == briefing).order_by(one.id.desc())
    return [Edition(*row) for row in connection.execute(found)]


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
    by: str = ""  # the names of those who publish it


def publish(connection: Connection, issue: Issue, letters: Letters) -> int:
    """Make an edition public: one delivery for each chat that wants it at once, and part.

    Returns the publication's id. If it has been published already, nothing is added.
    """
    turnstile(connection)
    known = _known(connection, issue)
    if known is not None:
        return known
    number = add(connection, issue)
    for topics in choices(connection):
        text = topics_as_text(topics)
        parts = _write(connection, number, text, letters(topics))
        for part, one in enumerate(parts, 1):
            _address(connection, issue, (number, one, part), text)
    return number


def as_draft(connection: Connection, issue: Issue) -> int:
    """Keep what people are answered from while nothing is published, once; return its number."""
    known = _known(connection, issue)
    return add(connection, issue) if known is None else known


def choices(connection: Connection) -> Mapping[frozenset[str], int]:
    """Return how many chats want editions at once, by the topics they want."""
    one = subscription.c
    rows = connection.execute(
        select(one.topics, func.count())
        .where(one.state.in_(_STAYING), one.rhythm == Rhythm.AT_ONCE)
        .group_by(one.topics)
    )
    return {topics_of(text): count for text, count in rows}


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
    """Return the editions that neither a digest nor a delivery has brought to a chat yet.

    Of corrections all, since then: they may concern these editions.
    """
    one = publication.c
    brought = select(delivery.c.publication).where(delivery.c.subscription == reader.id)
    rows = connection.execute(
        _every_edition()
        .where(one.id > reader.covered)
        .where(or_(one.kind == CORRECTION, and_(one.kind == EDITION, one.id.not_in(brought))))
        .order_by(one.id)
    )
    return [Edition(*row) for row in rows]


def digest(
    connection: Connection, issue: Issue, reader: Subscription, letters: Sequence[Part]
) -> None:
    """Put a digest on its way to one chat; chats with the same wish share its letters."""
    topics = topics_as_text(reader.wish.topics)
    number = _known(connection, issue) or add(connection, issue)
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
                **UNTOUCHED,
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
        publication.c.kind.in_(EDITIONS)
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


def attempt(connection: Connection, work: Callable[[], object]) -> Exception | None:
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


def hash_of(content: str) -> str:
    """Return the hash by which an edition is known again."""
    return sha256(content.encode()).hexdigest()


def write(connection: Connection, publication: int, one: Part, **others: Any) -> int:
    """Keep one message of a letter, with what it says; return its number."""
    rows = [[[button.label, button.data] for button in row] for row in one.message.rows]
    made = connection.execute(
        insert(letter)
        .values(
            publication=publication,
            html=one.message.html,
            buttons=json.dumps(rows, ensure_ascii=False),
            said=None if one.said is None else json.dumps(one.said, ensure_ascii=False),
            **others,
        )
        .returning(letter.c.id)
    )
    return int(made.scalar_one())


def as_part(html: str, buttons: str, said: str | None) -> Part:
    """Return one message of a letter as it was kept."""
    known = None if said is None else tuple(Said(*one) for one in json.loads(said))
    return Part(as_message(html, buttons), known)


def as_message(html: str, buttons: str) -> Message:
    """Return a letter's part as it was written."""
    rows = tuple(tuple(Button(*one) for one in row) for row in json.loads(buttons))
    return Message(html, rows)


UNTOUCHED: Mapping[str, Any] = {
    "step": Step.PENDING,
    "attempts": 0,
    "doubts": 0,
    "plain": False,
    "why": "",
}


def _every_edition() -> Select[Any]:
    return _every(*EDITIONS)


def _every(*kinds: str) -> Select[Any]:
    one = publication.c
    columns = one.id, one.briefing, one.edition, one.content, one.at, one.kind
    return select(*columns).where(one.kind.in_(kinds))


def _editions(briefing: str) -> Select[Any]:
    one = publication.c
    return _every_edition().where(one.briefing == briefing).order_by(one.edition.desc())


def _known(connection: Connection, issue: Issue) -> int | None:
    found = connection.execute(select(publication.c.id).where(publication.c.key == issue.key))
    return found.scalar()


def add(connection: Connection, issue: Issue) -> int:
    """Keep a publication by itself; return its number."""
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
            hash=hash_of(issue.content) if issue.content else None,
            by=issue.by,
        )
        .returning(publication.c.id)
    )
    return int(made.scalar_one())


def _write(connection: Connection, number: int, topics: str, parts: Iterable[Part]) -> list[int]:
    return [
        write(connection, number, part, topics=topics, part=place)
        for place, part in enumerate(parts, 1)
    ]


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
    } | {name: literal(value) for name, value in UNTOUCHED.items()}
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
