"""The tables, as the newest migration leaves them."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Dialect,
    Double,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.types import TypeDecorator

REVISION = "0003"  # of the newest migration
EDITION, CORRECTION, DIGEST = "edition", "correct", "digest"  # kinds of publication
DRAFT = "draft"  # another: what people were answered from while nothing was published
EDITIONS = (EDITION, CORRECTION)  # what people know of a briefing

# SQLite numbers its rows by itself only in a column that is an INTEGER.
Number = BigInteger().with_variant(Integer, "sqlite")


class Moment(TypeDecorator[datetime]):
    """A moment in UTC, kept as seconds since 1970: both databases compare it alike."""

    impl = Double
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> float | None:  # noqa: ARG002
        return None if value is None else value.timestamp()

    def process_result_value(self, value: float | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        return None if value is None else datetime.fromtimestamp(value, UTC)


metadata = MetaData()


def _reference(name: str, to: str, on_delete: str, **options: Any) -> Column[int]:
    return Column(name, Number, ForeignKey(f"{to}.id", ondelete=on_delete), **options)


subscription = Table(
    "subscription",
    metadata,
    Column("id", Number, primary_key=True),
    Column("chat", BigInteger, nullable=False),
    Column("topic", BigInteger, nullable=False),  # 0: the chat itself
    Column("kind", String(16), nullable=False),
    Column("title", Text, nullable=False),
    Column("topics", Text, nullable=False),  # ids between commas, sorted; empty: everything
    Column("rhythm", String(8), nullable=False),
    Column("hour", Integer, nullable=False),
    Column("weekday", Integer, nullable=False),
    Column("zone", String(64), nullable=False),
    Column("quiet_start", Integer),
    Column("quiet_end", Integer),
    Column("silent", Boolean, nullable=False),
    Column("state", String(8), nullable=False),
    Column("reason", String(16)),
    Column("since", Moment, nullable=False),
    Column("digested", Moment),
    Column("digest_due", Moment),
    Column("covered", Number, nullable=False),
    Column("moved_from", BigInteger),
    Column("missing_days", Integer, nullable=False),
    Column("missing_on", String(10)),  # the last of these days
    Column("closed_until", Moment),  # Telegram asked to send nothing to the chat before
    UniqueConstraint("chat", "topic"),
    Index("subscription_by_wish", "state", "rhythm", "topics"),
    Index("subscription_by_digest", "digest_due"),
    Index("subscription_by_closing", "closed_until"),
)

publication = Table(
    "publication",
    metadata,
    Column("id", Number, primary_key=True),
    Column("key", Text, nullable=False, unique=True),
    Column("kind", String(8), nullable=False),
    Column("briefing", String(40), nullable=False),
    Column("edition", Integer, nullable=False),
    Column("content", Text),  # of an edition: the whole briefing, as JSON
    Column("when_uncertain", String(16), nullable=False),
    Column("at", Moment, nullable=False),
    Column("hash", String(64)),  # of the content: SHA-256
    Column("by", Text),  # the names of those who published it
    Index("publication_by_kind", "kind", "id"),
)

letter = Table(
    "letter",
    metadata,
    Column("id", Number, primary_key=True),
    _reference("publication", "publication", "CASCADE", nullable=False),
    Column("topics", Text, nullable=False),
    Column("part", Integer, nullable=False),
    Column("html", Text, nullable=False),
    Column("buttons", Text, nullable=False),  # rows of [label, data], as JSON
    Column("said", Text),  # each statement in it, as JSON; None: not known
    Column("corrects", Number),  # the letter whose place it takes
    Column("notice", Number),  # the letter for where a message can't be changed into this one
    UniqueConstraint("publication", "topics", "part"),
)

delivery = Table(
    "delivery",
    metadata,
    Column("id", Number, primary_key=True),
    _reference("publication", "publication", "CASCADE", nullable=False),
    # None once the chat's data has been deleted.
    _reference("subscription", "subscription", "SET NULL"),
    _reference("letter", "letter", "CASCADE", nullable=False),
    Column("part", Integer, nullable=False),
    Column("step", String(10), nullable=False),
    Column("due", Moment),  # None: it waits for its chat, or for the part before it
    Column("attempts", Integer, nullable=False),
    Column("doubts", Integer, nullable=False),
    Column("plain", Boolean, nullable=False),
    Column("lease", Moment),
    Column("fence", Number),
    Column("tried", Moment),
    Column("done", Moment),
    Column("message", BigInteger),
    Column("why", Text, nullable=False),
    # What these name is never deleted.
    Column("edits", Number),  # the delivery whose message it changes, rather than being a new one
    Column("notice", Number),  # the letter that is sent where that message can't be changed
    Column("answers", Number),  # the delivery to whose message it is a reply
    UniqueConstraint("publication", "subscription", "part"),
    Index("delivery_by_due", "step", "due", "id"),
    Index("delivery_by_subscription", "subscription", "step"),
    Index("delivery_by_publication", "publication", "step"),
    Index("delivery_by_letter", "letter"),
    Index("delivery_by_edits", "edits"),
)

# Of a delivery whose message can't be changed: its chat gets a reply that says what it would say.
AS_NOTICE = {
    "letter": delivery.c.notice,
    "notice": None,
    "answers": delivery.c.edits,
    "edits": None,
}

# One row: the number of the process that may send, counted up whenever another takes over.
sending = Table(
    "sending",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("fence", Number, nullable=False),
)

# An edition, correction or rollback that operators have been asked about.
proposal = Table(
    "proposal",
    metadata,
    Column("id", Number, primary_key=True),
    Column("kind", String(8), nullable=False),
    Column("briefing", String(40), nullable=False),
    Column("edition", Integer, nullable=False),
    Column("content", Text, nullable=False),
    Column("hash", String(64), nullable=False),
    Column("not_before", Moment),
    Column("needed", Integer, nullable=False),  # operators who have to agree
    Column("state", String(10), nullable=False),
    Column("at", Moment, nullable=False),
    Column("by", Text, nullable=False),  # the name of whoever proposed it
    Column("why", Text, nullable=False),  # it came to nothing
    _reference("publication", "publication", "SET NULL"),
    Index("proposal_by_state", "state"),
)

approval = Table(
    "approval",
    metadata,
    Column("id", Number, primary_key=True),
    _reference("proposal", "proposal", "CASCADE", nullable=False),
    Column("who", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("at", Moment, nullable=False),
    UniqueConstraint("proposal", "who"),
)

# What an operator is shown of a proposal: one message, edited as things go on.
bulletin = Table(
    "bulletin",
    metadata,
    Column("id", Number, primary_key=True),
    _reference("proposal", "proposal", "CASCADE", nullable=False),
    Column("chat", BigInteger, nullable=False),
    Column("message", BigInteger),  # None until it has been sent
    Column("former", BigInteger),  # the message before it, which still asks
    Column("shown", String(64), nullable=False),  # the stage that stands there
    UniqueConstraint("proposal", "chat"),
)

# Questions that found nothing, without whoever asked.
gap = Table(
    "gap",
    metadata,
    Column("id", Number, primary_key=True),
    Column("question", Text, nullable=False, unique=True),
    Column("count", Integer, nullable=False),
    Column("first", Moment, nullable=False),
    Column("last", Moment, nullable=False),
    Index("gap_by_count", "count"),
)

# Chats whose questions are not to be counted.
uncounted = Table(
    "uncounted",
    metadata,
    Column("chat", BigInteger, primary_key=True, autoincrement=False),
)

# Private chats that were given the operators' menu of commands.
menu = Table(
    "menu",
    metadata,
    Column("chat", BigInteger, primary_key=True, autoincrement=False),
)

# Updates that have taken effect.
taken = Table(
    "taken",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("at", Moment, nullable=False),
    Index("taken_by_time", "at"),
)
