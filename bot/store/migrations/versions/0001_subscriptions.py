"""Subscriptions, publications and their deliveries."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_NUMBER = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    """Make the first tables."""
    op.create_table(
        "subscription",
        sa.Column("id", _NUMBER, primary_key=True),
        sa.Column("chat", sa.BigInteger, nullable=False),
        sa.Column("topic", sa.BigInteger, nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("topics", sa.Text, nullable=False),
        sa.Column("rhythm", sa.String(8), nullable=False),
        sa.Column("hour", sa.Integer, nullable=False),
        sa.Column("weekday", sa.Integer, nullable=False),
        sa.Column("zone", sa.String(64), nullable=False),
        sa.Column("quiet_start", sa.Integer),
        sa.Column("quiet_end", sa.Integer),
        sa.Column("silent", sa.Boolean, nullable=False),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("reason", sa.String(16)),
        sa.Column("since", sa.Double, nullable=False),
        sa.Column("digested", sa.Double),
        sa.Column("digest_due", sa.Double),
        sa.Column("covered", _NUMBER, nullable=False),
        sa.Column("moved_from", sa.BigInteger),
        sa.Column("missing_days", sa.Integer, nullable=False),
        sa.Column("missing_on", sa.String(10)),
        sa.Column("closed_until", sa.Double),
        sa.UniqueConstraint("chat", "topic"),
    )
    op.create_index("subscription_by_wish", "subscription", ["state", "rhythm", "topics"])
    op.create_index("subscription_by_digest", "subscription", ["digest_due"])
    op.create_index("subscription_by_closing", "subscription", ["closed_until"])
    op.create_table(
        "publication",
        sa.Column("id", _NUMBER, primary_key=True),
        sa.Column("key", sa.Text, nullable=False, unique=True),
        sa.Column("kind", sa.String(8), nullable=False),
        sa.Column("briefing", sa.String(40), nullable=False),
        sa.Column("edition", sa.Integer, nullable=False),
        sa.Column("content", sa.Text),
        sa.Column("when_uncertain", sa.String(16), nullable=False),
        sa.Column("at", sa.Double, nullable=False),
    )
    op.create_index("publication_by_kind", "publication", ["kind", "id"])
    op.create_table(
        "letter",
        sa.Column("id", _NUMBER, primary_key=True),
        _reference("publication", "publication", "CASCADE", nullable=False),
        sa.Column("topics", sa.Text, nullable=False),
        sa.Column("part", sa.Integer, nullable=False),
        sa.Column("html", sa.Text, nullable=False),
        sa.Column("buttons", sa.Text, nullable=False),
        sa.UniqueConstraint("publication", "topics", "part"),
    )
    op.create_table(
        "delivery",
        sa.Column("id", _NUMBER, primary_key=True),
        _reference("publication", "publication", "CASCADE", nullable=False),
        _reference("subscription", "subscription", "SET NULL", nullable=True),
        _reference("letter", "letter", "CASCADE", nullable=False),
        sa.Column("part", sa.Integer, nullable=False),
        sa.Column("step", sa.String(10), nullable=False),
        sa.Column("due", sa.Double),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("doubts", sa.Integer, nullable=False),
        sa.Column("plain", sa.Boolean, nullable=False),
        sa.Column("lease", sa.Double),
        sa.Column("fence", _NUMBER),
        sa.Column("tried", sa.Double),
        sa.Column("done", sa.Double),
        sa.Column("message", sa.BigInteger),
        sa.Column("why", sa.Text, nullable=False),
        sa.UniqueConstraint("publication", "subscription", "part"),
    )
    op.create_index("delivery_by_due", "delivery", ["step", "due", "id"])
    op.create_index("delivery_by_subscription", "delivery", ["subscription", "step"])
    op.create_index("delivery_by_publication", "delivery", ["publication", "step"])
    sending = op.create_table(
        "sending",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("fence", _NUMBER, nullable=False),
    )
    op.bulk_insert(sending, [{"id": 1, "fence": 0}])


def downgrade() -> None:
    """Take them away again, and with them all that is remembered."""
    for table in ("sending", "delivery", "letter", "publication", "subscription"):
        op.drop_table(table)


def _reference(name: str, to: str, on_delete: str, *, nullable: bool) -> sa.Column[int]:
    return sa.Column(
        name, _NUMBER, sa.ForeignKey(f"{to}.id", ondelete=on_delete), nullable=nullable
    )
