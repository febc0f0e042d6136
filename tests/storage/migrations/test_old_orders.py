"""Orders from before there was more to choose than a weekday, and their histories from before these were audited."""

from datetime import UTC, datetime, time

import pytest
from sqlalchemy import text

from bot.domain.access.audit import SYSTEM, AuditAction, AuditEntry, State
from bot.domain.delivery.schedule import Schedule
from bot.domain.digest.subscription import Lifecycle, Subscription
from bot.storage.access.audit_log import SqlAuditLog
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
    """The first release's database, with two orders."""
    async with empty.writing() as connection:
        await connection.run_sync(up_to, "0001")
        await connection.execute(INSERT, {"id": "T1-C1", "channel": "C1", "weekday": 4, "paused": ""})
        await connection.execute(INSERT, {"id": "T1-C2", "channel": "C2", "weekday": 0, "paused": "ended"})
    return empty


async def test_old_orders_go_on_as_they_were(old: Database) -> None:
    """Weekly on their weekday, with every part, changed or not; an ended one stays ended."""
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

    assert await subscriptions.running(after=None, limit=99) == [friday]
    assert ended is not None
    assert (ended.schedule.weekdays, ended.state) == ((0,), Lifecycle.ENDED)


ORDERED = '[["schedule","","mon 09:00 UTC"],["programs","","wx1"],["owner","","U1"]]'
AGAIN = '[["stopped","ended",""]]'
HISTORY = [
    {"at": "2026-11-02 01:00:00.000000", "by": "U1", "changes": ORDERED},
    {"at": "2026-11-03 01:00:00.000000", "by": "", "changes": '[["stopped","","is_archived"]]'},
    {"at": "2026-11-04 01:00:00.000000", "by": "U2", "changes": '[["stopped","is_archived","ended"]]'},
    {"at": "2026-11-05 01:00:00.000000", "by": "U1", "changes": AGAIN},
    {"at": "2026-11-06 01:00:00.000000", "by": "U1", "changes": '[["zone","UTC","Asia/Shanghai"]]'},
]
CHANGE = text(
    "INSERT INTO order_changes (team_id, subscription_id, at, by, changes) VALUES ('T1', 'T1-C1', :at, :by, :changes)"
)
ENTRY = text(
    'INSERT INTO audit (team_id, at, "by", deed, subject, before, "after")'
    " VALUES ('T1', :at, :by, :deed, 'T1-C1', :before, :after)"
)


async def test_a_history_becomes_entries(empty: Database) -> None:
    """Each change once, also the one that the audit log has already; the environment's end says what it ended."""
    async with empty.writing() as connection:
        await connection.run_sync(up_to, "0022")
        again = {"at": HISTORY[3]["at"], "by": "U1", "deed": "digest-ordered", "before": '{"stopped":"ended"}'}
        await connection.execute(ENTRY, {**again, "after": "{}"})
        ended = {"at": "2026-11-07 01:00:00.000000", "by": SYSTEM, "deed": "digest-ended"}
        await connection.execute(ENTRY, {**ended, "before": "{}", "after": "{}"})
        for change in HISTORY:
            await connection.execute(CHANGE, change)
    await empty.migrate()

    def entry(day: int, by: str, action: AuditAction, before: State, after: State) -> AuditEntry:
        return AuditEntry("T1", datetime(2026, 11, day, 1, tzinfo=UTC), by, action, "T1-C1", before, after)

    ordered = {"schedule": "mon 09:00 UTC", "programs": "wx1", "owner": "U1"}
    assert await SqlAuditLog(empty).newest("T1", limit=9, subject="T1-C1") == [
        entry(7, SYSTEM, AuditAction.DIGEST_ENDED, {}, {"stopped": "ended"}),
        entry(6, "U1", AuditAction.DIGEST_CHANGED, {"zone": "UTC"}, {"zone": "Asia/Shanghai"}),
        entry(5, "U1", AuditAction.DIGEST_ORDERED, {"stopped": "ended"}, {}),
        entry(4, "U2", AuditAction.DIGEST_ENDED, {"stopped": "is_archived"}, {"stopped": "ended"}),
        entry(3, SYSTEM, AuditAction.DIGEST_CHANGED, {}, {"stopped": "is_archived"}),
        entry(2, "U1", AuditAction.DIGEST_ORDERED, {}, ordered),
    ]
    assert len(await SqlAuditLog(empty).newest("T1", limit=9)) == 6
