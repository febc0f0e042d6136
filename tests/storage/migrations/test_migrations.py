"""Migrations: from nothing to what `tables.py` says, on both engines.

Migrations keep rows of every revision, and today's code reads them. One database is filled at each revision, so early
rows pass all later ones.
"""

import asyncio
import json
import sqlite3
from collections import Counter
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, inspect, text

from bot.errors import StorageUnavailable
from bot.storage.alerts import SqlAlerts
from bot.storage.deliveries import SqlDeliveries
from bot.storage.engine.database import Database
from bot.storage.engine.revisions import configuration, revisions, upgrade_to
from bot.storage.numbers.encoding import decode_feed
from bot.storage.numbers.forecasts import SqlForecasts
from bot.storage.numbers.public_snapshots import SqlPublicSnapshots
from bot.storage.numbers.snapshots import SqlSnapshots
from bot.storage.platform import SqlAuthorisers, SqlTickets
from bot.storage.programs.authorised import SqlKeptPrograms
from bot.storage.programs.labels import SqlProgramLabels
from bot.storage.subscriptions import SqlSubscriptions
from bot.storage.tables import schema
from bot.storage.tables.metadata import METADATA
from bot.storage.tables.programs import PROGRAMS, TICKETS
from bot.storage.tables.schema import METADATA as EVERY_REVISION_METADATA
from bot.storage.tables.schema import tables_in
from bot.storage.workspaces import SqlWorkspaces
from tests.contracts.conftest import VAULT
from tests.project.repository import ROOT
from tests.storage.everything import FEED, TODAY, Contents, put, rows_in
from tests.storage.migrations.kept.installation import described

KEPT: Final = Path(__file__).parent / "kept"


def differences(connection: Connection) -> list[object]:
    context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
    return list(compare_metadata(context, METADATA))


def constraint_names(connection: Connection) -> set[str | None]:
    """Names of primary keys and uniqueness constraints, which later migrations need."""
    tables = inspect(connection)
    keys = {tables.get_pk_constraint(name)["name"] for name in METADATA.tables}
    return keys | {unique["name"] for name in METADATA.tables for unique in tables.get_unique_constraints(name)}


async def test_migrations_make_the_tables(database: Database) -> None:
    assert PROGRAMS.metadata is METADATA
    async with database.reading() as connection:
        assert await connection.run_sync(differences) == []


def shape(connection: Connection) -> dict[str, object]:
    """All that SQLite knows of each table and index, but the order of columns."""
    found: dict[str, object] = {}
    for name, kind, sql in connection.execute(text("SELECT name, type, sql FROM sqlite_master")).all():
        lists = ("table_xinfo", "foreign_key_list", "index_list") if kind == "table" else ("index_xinfo",)
        rows = [connection.execute(text(f"PRAGMA {listed}('{name}')")).mappings().all() for listed in lists]
        details = [sorted(str({**row, "cid": 0, "seq": 0}) for row in each) for each in rows]
        found[name] = (
            kind,
            details,
            [word for word in ("CHECK", "AUTOINCREMENT", "WHERE", "ROWID") if word in (sql or "")],
        )
    return found


async def test_a_new_file_is_what_the_migrations_make(tmp_path: Path) -> None:
    """It gets its tables at once; the revision is the newest, so that later migrations go on from it."""
    shapes = []
    for name in ("migrated", "new"):
        database = Database(f"sqlite:///{tmp_path / name}")
        if name == "migrated":
            async with database.migrating() as connection:
                await connection.run_sync(upgrade_to, "head")
        await database.prepare()
        await database.check()
        async with database.reading() as connection:
            assert await connection.run_sync(differences) == []
            shapes.append(await connection.run_sync(shape))
        await database.close()

    assert shapes[0] == shapes[1]


async def test_revisions_are_those_of_alembic(database: Database) -> None:
    async with database.reading() as connection:
        scripts = await connection.run_sync(lambda opened: ScriptDirectory.from_config(configuration(opened)))

    assert [script.revision for script in scripts.walk_revisions()][::-1] == list(revisions())


async def test_the_first_revision_is_release_1_0_0(empty: Database) -> None:
    """It makes the tables that the revisions up to 0032 made at that release, which its databases have."""
    async with empty.migrating() as connection:
        await connection.run_sync(upgrade_to, "0032")
        kind = connection.dialect.name
        made = await connection.run_sync(described)

    assert revisions()[0] == "0032"
    assert made == json.loads((KEPT / "1_0_0_schema.json").read_text("utf-8"))[kind]


async def test_the_comparison_would_notice(database: Database) -> None:
    async with database.writing() as connection:
        await connection.execute(text("DROP INDEX ix_deliveries_state_not_before"))
        await connection.execute(text("ALTER TABLE workspaces ADD COLUMN colour VARCHAR"))
        await connection.execute(text("DROP TABLE channel_programs"))

    async with database.reading() as connection:
        assert {str(difference[0]) for difference in await connection.run_sync(differences)} == {  # type: ignore[index] # Alembic types its answer as Any
            "add_index",
            "remove_column",
            "add_table",
        }


async def test_constraints_are_named_alike_on_both_engines(database: Database) -> None:
    declared = {constraint.name for table in METADATA.tables.values() for constraint in table.constraints}
    async with database.reading() as connection:
        assert await connection.run_sync(constraint_names) == declared


@pytest.mark.postgres
async def test_names_are_sorted_alike_on_both_engines(postgres_url: str) -> None:
    """By code point, whatever the database's own collation: the one of these tests has none."""
    database = Database(postgres_url)
    query = text(
        "SELECT collation_name FROM information_schema.columns"
        " WHERE table_name = 'known_programs' AND column_name = 'name_key'"
    )
    async with database.reading() as connection:
        assert await connection.scalar(query) == "C"
    await database.close()


async def test_migrating_again_changes_nothing(database: Database) -> None:
    await database.migrate()

    await database.check()


async def test_an_empty_database_is_older(empty: Database) -> None:
    with pytest.raises(StorageUnavailable) as refused:
        await empty.check()

    assert refused.value.params == {"reason": "older"}


async def test_a_database_of_a_newer_baselib_is_refused(database: Database) -> None:
    async with database.writing() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    with pytest.raises(StorageUnavailable) as checked:
        await database.check()
    with pytest.raises(StorageUnavailable) as migrated:
        await database.migrate()
    assert checked.value.params == migrated.value.params == {"reason": "newer"}


@pytest.mark.parametrize("revision", ["0001", "0031"])
async def test_a_database_from_before_1_0_0_is_refused(database: Database, revision: str) -> None:
    async with database.writing() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = :revision"), {"revision": revision})

    for step in (database.check, database.migrate, database.prepare):
        with pytest.raises(StorageUnavailable) as refused:
            await step()
        assert refused.value.params == {"reason": "too-old"}
    async with database.reading() as connection:
        assert await connection.scalar(text("SELECT version_num FROM alembic_version")) == revision


async def test_a_failed_migration_leaves_nothing_behind(empty: Database) -> None:
    async with empty.writing() as connection:
        await connection.execute(text("CREATE TABLE step_runs (x INTEGER)"))  # the last table of the first revision

    with pytest.raises(StorageUnavailable) as failed:
        await empty.migrate()
    assert failed.value.params == {"reason": "broken"}

    async with empty.writing() as connection:
        await connection.execute(text("DROP TABLE step_runs"))
    await empty.migrate()
    await empty.check()


async def test_two_processes_can_migrate_at_once(empty_url: str) -> None:
    both = [Database(empty_url), Database(empty_url)]
    await asyncio.gather(*(database.migrate() for database in both))

    for database in both:
        await database.check()
        await database.close()


async def test_a_new_sqlite_file_is_waited_for(sqlite_url: str, tmp_path: Path) -> None:
    """Another process writes before switching it to WAL: SQLite's timeout does not wait for that."""
    with closing(sqlite3.connect(tmp_path / "test.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        database = Database(sqlite_url)
        migrating = asyncio.create_task(database.migrate())
        await asyncio.wait([migrating], timeout=0.1)
        assert not migrating.done()

        other.execute("ROLLBACK")
        await migrating

    await database.check()
    await database.close()


async def test_sqlite_is_migrated_at_start(sqlite_url: str) -> None:
    database = Database(sqlite_url)
    await database.prepare()

    await database.check()
    await database.close()


@pytest.mark.postgres
async def test_postgresql_is_only_checked_at_start(empty_postgres_url: str) -> None:
    database = Database(empty_postgres_url)
    with pytest.raises(StorageUnavailable) as refused:
        await database.prepare()
    await database.close()

    assert refused.value.params == {"reason": "older"}


@dataclass(frozen=True)
class Left:
    """What one revision's Baselib left: two workspaces, and their rows' numbers."""

    revision: str

    @property
    def first(self) -> int:
        """Its first rows' number; the second ones have the next."""
        return 2 * int(self.revision)

    @property
    def teams(self) -> tuple[str, str]:
        return f"T1-{self.revision}", f"T2-{self.revision}"


def climb(connection: Connection, revision: str, before: Contents) -> tuple[Left, Contents]:
    """Migrate to a revision and use it; returns also the whole contents."""
    upgrade_to(connection, revision)
    names = inspect(connection).get_table_names()
    assert set(names) - EVERY_REVISION_METADATA.tables.keys() == {
        "alembic_version"
    }  # others would be missing in backups

    tables = tables_in(connection)
    assert_kept(before, rows_in(connection, tables))
    left = Left(revision)
    once = {TICKETS.name} if before.get(TICKETS.name) else set()
    put(connection, {name: tables[name] for name in tables.keys() - once}, *left.teams, first=left.first)
    return left, rows_in(connection, tables)


def only(rows: list[dict[str, Any]], columns: Iterable[str]) -> Counter[str]:
    return Counter(repr([row[name] for name in columns]) for row in rows)


async def test_everything_is_still_there(empty_url: str, empty: Database) -> None:
    """Row by row and column by column from each to the next; the repositories read it."""
    every: list[Left] = []
    contents: Contents = {}
    engine = create_engine(empty_url.replace("postgresql", "postgresql+psycopg", 1))
    for revision in revisions():
        with engine.begin() as connection:
            left, contents = climb(connection, revision, contents)
        every.append(left)
    engine.dispose()

    await empty.check()
    for left in every:
        await assert_orders(empty, left)
        await assert_numbers(empty, left)
        await assert_platform(empty, left)
    assert {order.team_id for order in await SqlSubscriptions(empty).running(after=None, limit=999)} == {
        t for left in every for t in left.teams
    }


def assert_kept(before: Contents, after: Contents) -> None:
    assert all(before.values())
    for table, rows in before.items():
        assert only(after[table], rows[0]) == only(rows, rows[0]), table


async def assert_orders(database: Database, left: Left) -> None:
    team, other = left.teams
    orders = [
        order
        for order in await SqlSubscriptions(database).running(after=None, limit=999)
        if order.team_id in left.teams
    ]
    (delivery,) = await SqlDeliveries(database).history(team, f"subject_id-{team}-{left.first}", limit=9)
    workspaces = [workspace.team_id for workspace in await SqlWorkspaces(database).all()]

    assert {order.team_id for order in orders} == {team, other}
    assert {(order.schedule.weekdays, order.schedule.zone) for order in orders} == {((0, 3), "Asia/Shanghai")}
    assert delivery.channel_id == f"channel_id-{team}-{left.first}"
    assert workspaces.count(team) == workspaces.count(other) == 1
    assert len(await SqlAlerts(database).of_team(other)) == 2


async def assert_numbers(database: Database, left: Left) -> None:
    """What was read, and what was expected of it."""
    team, _ = left.teams
    snapshot = await SqlSnapshots(database).latest(team, f"wx{left.first}")
    expected = await SqlForecasts(database).due(team, f"wx{left.first + 1}", until=TODAY)

    assert snapshot is not None
    assert (snapshot.day, snapshot.feed) == (TODAY - timedelta(days=left.first), decode_feed(FEED))
    assert len(expected) == 1
    assert await SqlPublicSnapshots(database).latest()


async def assert_platform(database: Database, left: Left) -> None:
    team, other = left.teams
    first, second = f"wx{left.first}", f"wx{left.first + 1}"
    ticket = await SqlTickets(database, VAULT).latest()
    refresh_token = await SqlAuthorisers(database, VAULT).refresh_token(second)
    programs = [program.appid for program in await SqlKeptPrograms(database).all(other)]

    assert ticket is not None
    assert ticket.secret == "secret-ticket"
    assert refresh_token == f"secret-{team}-{left.first + 1}"
    assert programs == [first, second]
    assert set(await SqlProgramLabels(database).all(team)) == {first, second}


def test_every_module_of_tables_is_known() -> None:
    modules = {path.stem for path in (ROOT / "bot" / "storage" / "tables").glob("*.py")}

    assert modules >= {"metadata", "programs"}
    assert [name for name in modules - {"__init__", "metadata", "schema"} if not hasattr(schema, name)] == []
