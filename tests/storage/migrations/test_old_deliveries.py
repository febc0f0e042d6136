"""Deliveries from before there was more than one kind."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import text

from bot.domain.delivery.delivery import Delivery, DeliveryKind, DeliveryState
from bot.domain.delivery.reason import DeliveryReason
from bot.storage.digest.deliveries import SqlDeliveries, as_given
from bot.storage.engine.database import Database
from tests.storage.migrations.past import up_to

INSERT = text(
    "INSERT INTO deliveries (team_id, id, subscription_id, slot, due_at, state, attempt, not_before, channel_id,"
    " message_ts, reason, late, started_at, lease_until, finished_at) VALUES ('T1', :id, 'T1-C1', :slot,"
    " '2026-11-02 01:00:00', :state, 1, '2026-11-02 01:00:00', 'C1', :ts, :reason, false, '2026-11-02 01:00:00',"
    " :lease, :finished)"
)
DUE = datetime(2026, 11, 2, 1, tzinfo=UTC)
LEASE = DUE + timedelta(minutes=10)
SENT = {"id": "D1", "slot": "2026-11-01", "state": "sent", "ts": "1.2", "reason": ""}
UNKNOWN = {"id": "D2", "slot": "2026-11-02", "state": "unknown", "ts": "", "reason": "unclear"}
SENDING = {"id": "D3", "slot": "2026-11-03", "state": "sending", "ts": "", "reason": ""}


@pytest.fixture
async def old(empty: Database) -> Database:
    """The first release's database: one digest sent, one unknown, one being posted."""
    async with empty.writing() as connection:
        await connection.run_sync(up_to, "0001")
        for row in (SENT, UNKNOWN):
            await connection.execute(INSERT, {**row, "lease": None, "finished": "2026-11-02 01:05:00"})
        await connection.execute(INSERT, {**SENDING, "lease": "2026-11-02 01:10:00", "finished": None})
    return empty


async def test_old_deliveries_are_digests(old: Database) -> None:
    """With all that was on record of them."""
    await old.migrate()
    kept = await SqlDeliveries(old).history("T1", "T1-C1", limit=10)

    assert {delivery.kind for delivery in kept} == {DeliveryKind.DIGEST}
    assert (
        Delivery(
            "D1",
            "T1",
            "T1-C1",
            date(2026, 11, 1),
            DUE,
            DeliveryState.SENT,
            attempt=1,
            started_at=DUE,
            finished_at=DUE + timedelta(minutes=5),
            channel_id="C1",
            message_ts="1.2",
        )
        in kept
    )


async def test_what_was_unknown_stays_so(old: Database) -> None:
    """History proves nothing long after; only posts under way at the stop are looked for."""
    await old.migrate()
    deliveries = SqlDeliveries(old, lease_clock=as_given)
    (abandoned,) = await deliveries.abandoned(now=LEASE)
    await deliveries.doubt(abandoned, look_at=LEASE, reason=DeliveryReason.parse("interrupted"))

    assert [look.id for look in await deliveries.claim_looks(now=LEASE, lease_until=LEASE, limit=10)] == ["D3"]


async def test_a_slot_still_has_one_row(old: Database) -> None:
    """Of each kind; and the kinds of new rows are their own."""
    await old.migrate()
    deliveries = SqlDeliveries(old, lease_clock=as_given)
    again = Delivery("D9", "T1", "T1-C1", date(2026, 11, 1), DUE, DeliveryState.DUE, channel_id="C1")

    assert await deliveries.record([again]) == 0
