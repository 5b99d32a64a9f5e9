"""Brings a database to the tables that this version of the bot works with."""

from pathlib import Path

from sqlalchemy import Connection, inspect, text

from bot.store.database import Database, LastingError
from bot.store.tables import REVISION

FOLDER = Path(__file__).parent / "migrations"
_ONE_AT_A_TIME = 7_301_445_120_022  # the number of the advisory lock under which it is done


def prepare(database: Database) -> None:
    """Migrate to the newest tables; UnavailableError if that can't be done."""
    database.run_now(migrated)


def revision_of(connection: Connection) -> str | None:
    """Return the revision a database is at; None for an empty one."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def migrate(connection: Connection, revision: str) -> None:
    """Go up to a revision, or down to it; `base` is nothing at all."""
    # Few starts need it, and all would wait for it.
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415
    from alembic.script import ScriptDirectory  # noqa: PLC0415

    known = [script.revision for script in ScriptDirectory(str(FOLDER)).walk_revisions()]
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.attributes["connection"] = connection
    now = revision_of(connection)
    if now is not None and now not in known:
        raise LastingError(
            f"the database is of a newer version of the bot (revision {now}): "
            "start that version, or restore a copy from before the update"
        )
    # From the oldest to the newest: what stands before the present one is behind us.
    order = ["base", *reversed(known)]
    up = order.index(revision) > order.index(now or "base")
    (command.upgrade if up else command.downgrade)(config, revision)


def migrated(connection: Connection) -> None:
    """Migrate to the newest tables, in this transaction."""
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"SELECT pg_advisory_xact_lock({_ONE_AT_A_TIME})"))
    if revision_of(connection) != REVISION:
        migrate(connection, REVISION)
