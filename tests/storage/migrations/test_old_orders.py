"""Orders from before there was more to choose than a weekday."""

from datetime import UTC, datetime, time

import pytest
from sqlalchemy import text

from bot.domain.delivery.schedule import Schedule
from bot.domain.digest.subscription import Lifecycle, Subscription
from bot.storage.digest.subscriptions import SqlSubscriptions
from bot.storage.engine.database import Database
from tests.storage.migrations.past import up_to

INSERT = text(
    "INSERT INTO subscriptions (team_id, id, channel_id, appids, weekday, at, zone, locale, owner_id, created_at,"
    " paused_because) VALUES ('T1', :id, :channel, '[\"wx1\"]', :weekday, '09:05', 'Asia/Shanghai', 'zh-CN', 'U1',"
    " '2026-11-02 01:02:03', :paused)"
)


@pytest.fixture
async def old(empty: Database) -> Database:
    """A database as the first release left it, with two orders."""
    async with empty.writing() as connection:
        await connection.run_sync(up_to, "0001")
        await connection.execute(INSERT, {"id": "T1-C1", "channel": "C1", "weekday": 4, "paused": ""})
        await connection.execute(INSERT, {"id": "T1-C2", "channel": "C2", "weekday": 0, "paused": "ended"})
    return empty


async def test_old_orders_go_on_as_they_were(old: Database) -> None:
    """Weekly on their weekday, with every part, whether something changed or not; an ended one stays ended."""
    await old.migrate()
    subscriptions = SqlSubscriptions(old)

    friday = Subscription(
        id="T1-C1",
        team_id="T1",
        channel_id="C1",
        appids=("wx1",),
        schedule=Schedule((4,), time(9, 5), "Asia/Shanghai"),
        locale="zh-CN",
        owner_id="U1",
        created_at=datetime(2026, 11, 2, 1, 2, 3, tzinfo=UTC),
    )
    ended = await subscriptions.get("T1", "T1-C2")

    assert await subscriptions.active() == [friday]
    assert ended is not None
    assert (ended.schedule.weekdays, ended.state) == ((0,), Lifecycle.ENDED)
