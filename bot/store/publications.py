"""What has been published: editions, corrections and digests, each once."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, Select, case, func, insert, literal, null, select

from bot.outbox.delivery import WhenUncertain
from bot.store.letters import UNTOUCHED, write_all
from bot.store.rows import topics_as_text, topics_of
from bot.store.tables import DRAFT, EDITION, EDITIONS, delivery, publication, subscription
from bot.store.turns import turnstile
from bot.subscriptions.said import Part
from bot.subscriptions.subscription import State
from bot.subscriptions.wish import Rhythm

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


def published_briefings(connection: Connection) -> list[str]:
    """Return the ids of the briefings of which an edition went out."""
    one = publication.c
    rows = connection.execute(select(one.briefing).where(one.kind.in_(EDITIONS)).distinct())
    return sorted(rows.scalars())


def latest_editions(connection: Connection) -> list[Edition]:
    """Return the newest edition of each briefing."""
    found = (latest_edition(connection, name) for name in published_briefings(connection))
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
    found = every_edition().where(one.id.in_(list(numbers))).order_by(one.id)
    return [Edition(*row) for row in connection.execute(found)]


def editions_after(connection: Connection, edition: Edition) -> list[Edition]:
    """Return what was published of a briefing after an edition, the oldest first."""
    one = publication.c
    found = every_edition().where(one.briefing == edition.briefing)
    later = found.where(one.edition > edition.edition).order_by(one.edition)
    return [Edition(*row) for row in connection.execute(later)]


def remembered(connection: Connection, briefing: str) -> list[Edition]:
    """Return all that messages may tell of a briefing, the newest first."""
    one = publication.c
    found = _every(*EDITIONS, DRAFT).where(one.briefing == briefing).order_by(one.id.desc())
    return [Edition(*row) for row in connection.execute(found)]


def every_edition() -> Select[Any]:
    """Return what selects all editions, as `Edition` takes them."""
    return _every(*EDITIONS)


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
    known = number_of(connection, issue)
    if known is not None:
        return known
    number = add(connection, issue)
    for topics in _wanted(connection):
        text = topics_as_text(topics)
        parts = write_all(connection, number, text, letters(topics))
        for part, one in enumerate(parts, 1):
            _address(connection, issue, (number, one, part), text)
    return number


def as_draft(connection: Connection, issue: Issue) -> int:
    """Keep what people are answered from while nothing is published, once; return its number."""
    known = number_of(connection, issue)
    return add(connection, issue) if known is None else known


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


def number_of(connection: Connection, issue: Issue) -> int | None:
    """Return the number of a publication, if it has been made."""
    found = connection.execute(select(publication.c.id).where(publication.c.key == issue.key))
    return found.scalar()


def hash_of(content: str) -> str:
    """Return the hash by which an edition is known again."""
    return sha256(content.encode()).hexdigest()


def _wanted(connection: Connection) -> list[frozenset[str]]:
    """Return the choices of topics of those who want editions at once."""
    one = subscription.c
    found = (
        select(one.topics).where(one.state.in_(_STAYING), one.rhythm == Rhythm.AT_ONCE).distinct()
    )
    return [topics_of(text) for text in connection.execute(found).scalars()]


def _editions(briefing: str) -> Select[Any]:
    one = publication.c
    return every_edition().where(one.briefing == briefing).order_by(one.edition.desc())


def _every(*kinds: str) -> Select[Any]:
    one = publication.c
    columns = one.id, one.briefing, one.edition, one.content, one.at, one.kind
    return select(*columns).where(one.kind.in_(kinds))


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
