"""Whatever revision a database is at, with rows in every table: the migrations keep them, today's code reads them."""

from typing import Any

import pytest
from sqlalchemy import inspect

from bot.storage.alerts.alerts import SqlAlerts
from bot.storage.digest.deliveries import SqlDeliveries
from bot.storage.digest.subscriptions import SqlSubscriptions
from bot.storage.engine.database import Database
from bot.storage.engine.revisions import revisions, upgrade_to
from bot.storage.numbers.encoding import decode_feed
from bot.storage.numbers.forecasts import SqlForecasts
from bot.storage.numbers.public_snapshots import SqlPublicSnapshots
from bot.storage.numbers.snapshots import SqlSnapshots
from bot.storage.platform.authorisers import SqlAuthorisers
from bot.storage.platform.tickets import SqlTickets
from bot.storage.programs.authorised import SqlKeptPrograms
from bot.storage.programs.labels import SqlProgramLabels
from bot.storage.tables import schema
from bot.storage.tables.schema import METADATA
from bot.storage.workspaces.workspaces import SqlWorkspaces
from tests.contracts.conftest import VAULT
from tests.project.repository import ROOT
from tests.storage.everything import FEED, TODAY, Contents, contents, fill

DROPPED = {("subscriptions", "weekday")}
"""Columns that are gone today; what they said, others say."""


async def filled(database: Database, revision: str) -> Contents:
    """A database as a Baselib of this revision left it, with two workspaces."""
    async with database.writing() as connection:
        await connection.run_sync(upgrade_to, revision)
        names = await connection.run_sync(lambda opened: inspect(opened).get_table_names())
        assert set(names) - METADATA.tables.keys() == {"alembic_version"}  # others would be missing in backups
        return await connection.run_sync(fill, "T1", "T2")


def only(rows: list[dict[str, Any]], columns: set[str]) -> list[str]:
    """The rows with these columns alone, in one order."""
    return sorted(repr({name: row[name] for name in sorted(columns)}) for row in rows)


@pytest.mark.parametrize("revision", revisions())
async def test_everything_is_still_there(empty: Database, revision: str) -> None:
    """Row by row and column by column; and the repositories read what was kept then."""
    before = await filled(empty, revision)
    await empty.migrate()
    async with empty.reading() as connection:
        after = await connection.run_sync(contents)

    assert_kept(before, after)
    await assert_orders(empty, before)
    await assert_numbers(empty, before)
    await assert_platform(empty, there="authorisers" in before)


def assert_kept(before: Contents, after: Contents) -> None:
    """No row and no value is lost, and every table that there ever was is one of today's."""
    assert all(before.values())
    for table, rows in before.items():
        columns = {column for column in rows[0] if (table, column) not in DROPPED}
        assert only(after[table], columns) == only(rows, columns)


async def assert_orders(database: Database, before: Contents) -> None:
    """What was ordered, and what became of it."""
    orders = await SqlSubscriptions(database).active()
    weekdays = (3,) if "weekday" in before["subscriptions"][0] else (0, 3)
    (delivery,) = await SqlDeliveries(database).history("T1", "subscription_id-T1-0", limit=9)

    assert {order.team_id for order in orders} == {"T1", "T2"}
    assert {(order.schedule.weekdays, order.schedule.zone) for order in orders} == {(weekdays, "Asia/Shanghai")}
    assert delivery.channel_id == "channel_id-T1-0"
    assert [workspace.team_id for workspace in await SqlWorkspaces(database).all()] == ["T1", "T2"]
    assert len(await SqlAlerts(database).of_team("T2")) == len(before.get("alerts", [])) / 2


async def assert_numbers(database: Database, before: Contents) -> None:
    """What was read, and what was expected of it."""
    snapshot = await SqlSnapshots(database).latest("T1", "wx0")

    assert snapshot is not None
    assert (snapshot.day, snapshot.feed) == (TODAY, decode_feed(FEED))
    assert len(await SqlForecasts(database).due("T1", "wx1", until=TODAY)) == ("forecasts" in before)
    assert bool(await SqlPublicSnapshots(database).latest()) == ("public_snapshots" in before)


async def assert_platform(database: Database, *, there: bool) -> None:
    """What was kept of the third-party platform."""
    ticket = await SqlTickets(database, VAULT).latest()

    assert (ticket.secret if ticket else None) == ("secret-ticket" if there else None)
    assert await SqlAuthorisers(database, VAULT).refresh_token("wx1") == ("secret-T1-1" if there else None)
    assert [program.appid for program in await SqlKeptPrograms(database).all("T2")] == (["wx0", "wx1"] if there else [])
    assert set(await SqlProgramLabels(database).all("T1")) == ({"wx0", "wx1"} if there else set())


def test_every_module_of_tables_is_known() -> None:
    """Tables that nobody imports would neither be compared with the migrations, nor backed up, nor forgotten."""
    modules = {path.stem for path in (ROOT / "bot" / "storage" / "tables").glob("*.py")}

    assert modules >= {"core", "platform"}
    assert [name for name in modules - {"__init__", "core", "schema"} if not hasattr(schema, name)] == []
