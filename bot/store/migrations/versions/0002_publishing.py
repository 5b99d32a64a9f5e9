"""Proposals and their approvals, corrections of what was sent, questions without an answer."""

from hashlib import sha256

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

_NUMBER = sa.BigInteger().with_variant(sa.Integer, "sqlite")
_CHANGING = ("edits", "notice", "answers")  # in the table of deliveries
_LOOKED_UP = ("letter", "edits")
_TAKING_A_PLACE = ("corrects", "notice")  # in the table of letters


def upgrade() -> None:
    """Make them, and hash the editions there are."""
    op.add_column("publication", sa.Column("hash", sa.String(64)))
    op.add_column("publication", sa.Column("by", sa.Text))
    op.add_column("letter", sa.Column("said", sa.Text))
    # Without foreign keys: for these SQLite would make the tables anew, which takes a letter's
    # deliveries with it, and a time that grows with the square of their number.
    for name in _TAKING_A_PLACE:
        op.add_column("letter", sa.Column(name, _NUMBER))
    for name in _CHANGING:
        op.add_column("delivery", sa.Column(name, _NUMBER))
    for name in _LOOKED_UP:
        op.create_index(f"delivery_by_{name}", "delivery", [name])
    op.create_table(
        "proposal",
        sa.Column("id", _NUMBER, primary_key=True),
        sa.Column("kind", sa.String(8), nullable=False),
        sa.Column("briefing", sa.String(40), nullable=False),
        sa.Column("edition", sa.Integer, nullable=False),
        sa.Column("content", sa.Text, nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.Column("not_before", sa.Double),
        sa.Column("needed", sa.Integer, nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("at", sa.Double, nullable=False),
        sa.Column("by", sa.Text, nullable=False),
        sa.Column("why", sa.Text, nullable=False),
        _reference("publication", "publication", "SET NULL", nullable=True),
    )
    op.create_index("proposal_by_state", "proposal", ["state"])
    op.create_table(
        "approval",
        sa.Column("id", _NUMBER, primary_key=True),
        _reference("proposal", "proposal", "CASCADE", nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("at", sa.Double, nullable=False),
        sa.UniqueConstraint("proposal", "who"),
    )
    op.create_table(
        "bulletin",
        sa.Column("id", _NUMBER, primary_key=True),
        _reference("proposal", "proposal", "CASCADE", nullable=False),
        sa.Column("chat", sa.BigInteger, nullable=False),
        sa.Column("message", sa.BigInteger),
        sa.Column("former", sa.BigInteger),
        sa.Column("shown", sa.String(64), nullable=False),
        sa.UniqueConstraint("proposal", "chat"),
    )
    op.create_table(
        "gap",
        sa.Column("id", _NUMBER, primary_key=True),
        sa.Column("question", sa.Text, nullable=False, unique=True),
        sa.Column("count", sa.Integer, nullable=False),
        sa.Column("first", sa.Double, nullable=False),
        sa.Column("last", sa.Double, nullable=False),
    )
    op.create_index("gap_by_count", "gap", ["count"])
    for chats in ("uncounted", "menu"):
        chat = sa.Column("chat", sa.BigInteger, primary_key=True, autoincrement=False)
        op.create_table(chats, chat)
    _hash_editions()


def downgrade() -> None:
    """Take them away; what was published and sent stays."""
    for table in ("menu", "uncounted", "gap", "bulletin", "approval", "proposal"):
        op.drop_table(table)
    for name in _LOOKED_UP:
        op.drop_index(f"delivery_by_{name}")
    for name in _CHANGING:
        op.drop_column("delivery", name)
    for name in (*_TAKING_A_PLACE, "said"):
        op.drop_column("letter", name)
    op.drop_column("publication", "by")
    op.drop_column("publication", "hash")


def _hash_editions() -> None:
    table = sa.table("publication", *map(sa.column, ("id", "content", "hash")))
    connection = op.get_bind()
    written = sa.select(table.c.id, table.c.content).where(table.c.content.is_not(None))
    for number, content in connection.execute(written).all():
        made = sha256(content.encode()).hexdigest()
        connection.execute(table.update().where(table.c.id == number).values(hash=made))


def _reference(name: str, to: str, on_delete: str, *, nullable: bool) -> sa.Column[int]:
    return sa.Column(
        name, _NUMBER, sa.ForeignKey(f"{to}.id", ondelete=on_delete), nullable=nullable
    )
