"""Updates that have taken effect."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Remember none."""
    op.create_table(
        "taken",
        sa.Column("id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("at", sa.Double, nullable=False),
    )
    op.create_index("taken_by_time", "taken", ["at"])


def downgrade() -> None:
    """Forget them."""
    op.drop_table("taken")
