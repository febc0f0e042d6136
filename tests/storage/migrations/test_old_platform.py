"""Databases from before platform, fleet and its digests."""

from datetime import date

import pytest
from sqlalchemy import text

from bot.domain.access.roles import Viewpoint
from bot.domain.digest.subscription import PROGRAMS
from bot.domain.fleet.asked import Asked
from bot.domain.numbers.visible import Visible
from bot.domain.programs.program import Program
from bot.storage.digest.subscriptions import SqlSubscriptions
from bot.storage.engine.database import Database
from bot.storage.numbers.snapshots import SqlSnapshots
from bot.storage.platform.tickets import SqlTickets
from bot.storage.programs.programs import SqlPrograms
from tests.contracts.conftest import VAULT
from tests.storage.migrations.past import up_to

ORDER = text(
    "INSERT INTO subscriptions (team_id, id, channel_id, appids, at, zone, locale, owner_id, created_at,"
    " paused_because, weekdays, monthly, left_out, only_changes) VALUES ('T1', 'T1-C1', 'C1', '[\"wx1\"]', '09:05',"
    " 'Asia/Shanghai', 'zh-CN', 'U1', '2026-11-02 01:02:03', '', '4', false, '', false)"
)
SNAPSHOT = text(
    "INSERT INTO snapshots (team_id, appid, day, taken_at, feed, reading, proved) VALUES ('T1', 'wx1', '2026-11-02',"
    ' \'2026-11-02 01:00:00\', \'{"minimum": "3.0.0", "items": [["3.0.1", "100"]]}\', :reading, true)'
)
READING = '{"meaning": "share", "scale": "percent", "reason": "sums"}'


@pytest.fixture
async def old(empty: Database) -> Database:
    """The last release's database, with an order and a snapshot."""
    async with empty.writing() as connection:
        await connection.run_sync(up_to, "0004")
        await connection.execute(ORDER)
        await connection.execute(SNAPSHOT, {"reading": READING})
    return empty


async def test_what_stood_there_goes_on(old: Database) -> None:
    """Orders stay per program, snapshots stay known, and only the settings name programs."""
    await old.migrate()

    (order,) = await SqlSubscriptions(old).running(after=None, limit=99)
    assert (order.appids, order.scope) == (("wx1",), PROGRAMS)
    assert await SqlSnapshots(old).last_days("T1", [Visible("wx1")], before=date.max) == {
        "wx1": order.created_at.date()
    }
    assert list(await SqlPrograms(old, [Program(Visible("wx1"))]).found(Asked(Viewpoint.everything("T1")))) == [
        Program(Visible("wx1"))
    ]
    assert await SqlTickets(old, VAULT).latest() is None
