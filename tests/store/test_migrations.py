"""The tables: from nothing to the newest and back, and nobody's data is lost on the way up."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Boolean, Connection, Float, Integer, MetaData, inspect, text

from bot.store import migrate
from bot.store.database import Database, UnavailableError
from bot.store.tables import REVISION, metadata
from tests.databases import KINDS, Server

SCRIPTS = ScriptDirectory(str(migrate.FOLDER))
REVISIONS = [script.revision for script in SCRIPTS.walk_revisions()][::-1]
Rows = Mapping[str, list[Mapping[str, Any]]]


@pytest.fixture(params=KINDS)
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A database with nothing in it."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path / 'bot.sqlite3'}"
    else:
        server: Server = request.getfixturevalue("postgresql")
        url = server.empty()
    database = Database(url)
    yield database
    database.close()


def test_the_newest_revision_is_the_one_that_is_asked_for() -> None:
    assert SCRIPTS.get_heads() == [REVISION]


def test_the_migrations_make_the_tables_that_the_bot_works_with(database: Database) -> None:
    def differences(connection: Connection) -> Any:
        options = {"compare_type": True, "compare_server_default": True}
        return compare_metadata(MigrationContext.configure(connection, opts=options), metadata)

    migrate.prepare(database)

    assert database.run_now(differences) == []
    assert database.run_now(migrate.revision_of) == REVISION


def test_preparing_twice_makes_no_difference(database: Database) -> None:
    migrate.prepare(database)
    database.run_now(fill)
    before = database.run_now(rows)
    migrate.prepare(database)

    assert database.run_now(rows) == before


def test_all_the_way_up_and_down_leaves_nothing(database: Database) -> None:
    assert database.run_now(migrate.revision_of) is None
    for revision in (*REVISIONS, *REVISIONS[-2::-1], "base"):
        database.run_now(migrate.migrate, revision)

    assert database.run_now(rows) == {}
    assert database.run_now(migrate.revision_of) is None


def test_going_down_from_nothing_is_nothing(database: Database) -> None:
    database.run_now(migrate.migrate, "base")

    assert database.run_now(rows) == {}


@pytest.mark.untraced
@pytest.mark.parametrize("revision", REVISIONS)
def test_data_of_each_revision_is_kept_up_to_the_newest(database: Database, revision: str) -> None:
    database.run_now(migrate.migrate, revision)
    database.run_now(fill)
    before = database.run_now(rows)
    migrate.prepare(database)
    after = database.run_now(rows)

    assert all(len(before[table]) == 1 for table in before)
    for table in before.keys() & after.keys():
        for old, new in zip(before[table], after[table], strict=True):
            assert {name: new[name] for name in old if name in new} == {
                name: value for name, value in old.items() if name in new
            }


@pytest.mark.untraced
@pytest.mark.parametrize("revision", REVISIONS)
def test_one_step_down_and_up_again_gives_the_same_tables(
    database: Database, revision: str
) -> None:
    below = (["base", *REVISIONS])[REVISIONS.index(revision)]
    database.run_now(migrate.migrate, revision)
    before = database.run_now(shape)
    database.run_now(fill)
    database.run_now(migrate.migrate, below)
    database.run_now(migrate.migrate, revision)

    assert database.run_now(shape) == before


def test_the_way_up_leaves_each_table_where_it_is(database: Database) -> None:
    """To make one anew takes a time that grows with the square of its rows."""
    if database.is_sqlite:
        places = "SELECT name, rootpage FROM sqlite_master WHERE type = 'table'"
    else:
        places = "SELECT relname, relfilenode FROM pg_class WHERE relkind = 'r'"

    def where(connection: Connection) -> dict[str, int]:
        return {row[0]: row[1] for row in connection.execute(text(places))}

    database.run_now(migrate.migrate, REVISIONS[0])
    database.run_now(fill)
    before = database.run_now(where)
    migrate.prepare(database)
    after = database.run_now(where)

    assert {name: after[name] for name in before} == before


def test_a_database_of_a_newer_bot_is_refused(database: Database) -> None:
    migrate.prepare(database)
    database.run_now(
        lambda one: one.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    )

    with pytest.raises(UnavailableError) as caught:
        migrate.prepare(database)
    assert str(caught.value) == (
        "the database is of a newer version of the bot (revision 9999): "
        "start that version, or restore a copy from before the update"
    )


def test_a_migration_that_fails_half_way_leaves_nothing(database: Database) -> None:
    database.run_now(lambda one: one.execute(text("CREATE TABLE delivery (mine INTEGER)")))

    with pytest.raises(UnavailableError, match="already exists"):
        migrate.prepare(database)
    assert database.run_now(lambda one: inspect(one).get_table_names()) == ["delivery"]


def fill(connection: Connection) -> None:
    """Put a row into every table that has none, whatever its columns are."""
    tables = MetaData()
    tables.reflect(connection)
    for table in tables.sorted_tables:
        if connection.execute(table.select()).first() is None:
            row = {column.name: _sample(column.type) for column in table.columns}
            connection.execute(table.insert().values(row))


def _sample(kind: Any) -> Any:
    for types, value in ((Boolean, True), (Integer, 1), (Float, 0.25)):
        if isinstance(kind, types):
            return value
    return "x"


def rows(connection: Connection) -> Rows:
    """Return all there is, by table."""
    tables = MetaData()
    tables.reflect(connection)
    return {
        table.name: [dict(row) for row in connection.execute(table.select()).mappings()]
        for table in tables.sorted_tables
        if table.name != "alembic_version"
    }


def shape(connection: Connection) -> Mapping[str, Any]:
    """Return what the tables look like."""
    look = inspect(connection)
    return {
        name: (
            [
                (column["name"], str(column["type"]), column["nullable"])
                for column in look.get_columns(name)
            ],
            sorted((index["name"], index["column_names"]) for index in look.get_indexes(name)),
        )
        for name in look.get_table_names()
    }
