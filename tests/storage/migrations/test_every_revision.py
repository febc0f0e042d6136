"""Migrations keep rows of every revision, and today's code reads them.

One database is filled at each revision, so early rows pass all later ones.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, create_engine, inspect

from bot.storage.alerts import SqlAlerts
from bot.storage.digest.deliveries import SqlDeliveries
from bot.storage.digest.subscriptions import SqlSubscriptions
from bot.storage.engine.database import Database
from bot.storage.engine.revisions import revisions, upgrade_to
from bot.storage.numbers.encoding import decode_feed
from bot.storage.numbers.forecasts import SqlForecasts
from bot.storage.numbers.public_snapshots import SqlPublicSnapshots
from bot.storage.numbers.snapshots import SqlSnapshots
from bot.storage.platform import SqlAuthorisers, SqlTickets
from bot.storage.programs.authorised import SqlKeptPrograms
from bot.storage.programs.labels import SqlProgramLabels
from bot.storage.tables import schema
from bot.storage.tables.programs import TICKETS
from bot.storage.tables.schema import METADATA, tables_in
from bot.storage.workspaces import SqlWorkspaces
from tests.contracts.conftest import VAULT
from tests.project.repository import ROOT
from tests.storage.everything import FEED, TODAY, Contents, put, rows_in


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
    assert set(names) - METADATA.tables.keys() == {"alembic_version"}  # others would be missing in backups

    tables = tables_in(connection)
    assert_kept(before, rows_in(connection, tables))
    left = Left(revision)
    once = {TICKETS.name} if before.get(TICKETS.name) else set()
    put(connection, {name: tables[name] for name in tables.keys() - once}, *left.teams, first=left.first)
    return left, rows_in(connection, tables)


def only(rows: list[dict[str, Any]], columns: Iterable[str]) -> Counter[str]:
    """The rows with these columns alone."""
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
    """No row and no value is lost."""
    assert all(before.values())
    for table, rows in before.items():
        assert only(after[table], rows[0]) == only(rows, rows[0]), table


async def assert_orders(database: Database, left: Left) -> None:
    """What was ordered, and what became of it."""
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
    """What was kept of the third-party platform."""
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
    """Unimported tables would be neither migrated, backed up nor erased."""
    modules = {path.stem for path in (ROOT / "bot" / "storage" / "tables").glob("*.py")}

    assert modules >= {"metadata", "programs"}
    assert [name for name in modules - {"__init__", "metadata", "schema"} if not hasattr(schema, name)] == []
