"""Several connections after the same deliveries."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select, text

from bot.domain.delivery import Delivery, DeliveryReason, DeliveryState
from bot.storage.deliveries import Lease, SqlDeliveries, as_given, claim_statement
from bot.storage.engine.database import Database
from bot.storage.engine.limits import Limits
from bot.storage.tables.digest import DELIVERIES
from tests.patience import PATIENCE
from tests.storage.conftest import IMPATIENT

NOW = datetime(2026, 11, 2, 1, tzinfo=UTC)
LEASE = NOW + timedelta(minutes=5)
ROWS = [
    Delivery(f"D{number:02}", "T1", f"S{number}", date(2026, 11, 2), NOW, DeliveryState.DUE) for number in range(40)
]


@pytest.fixture
async def rival(database: Database, database_url: str) -> AsyncIterator[Database]:
    assert not await SqlDeliveries(database).claim(now=NOW, lease_until=LEASE, limit=1)
    other = Database(database_url)
    yield other
    await other.close()


async def test_rivals_get_different_rows(database: Database, rival: Database) -> None:
    await SqlDeliveries(database).record(ROWS)

    claims = await asyncio.gather(
        *(SqlDeliveries(each).claim(now=NOW, lease_until=LEASE, limit=7) for each in [database, rival] * 5)
    )
    ids = [claim.id for some in claims for claim in some]
    assert sorted(ids) == [row.id for row in ROWS]


async def test_rivals_record_a_slot_once(database: Database, rival: Database) -> None:
    counts = await asyncio.gather(*(SqlDeliveries(each).record(ROWS) for each in [database, rival] * 3))

    assert sum(counts) == len(ROWS)


async def test_one_of_two_rivals_sends(database: Database, rival: Database) -> None:
    await SqlDeliveries(database).record(ROWS[:1])
    (claim,) = await SqlDeliveries(database).claim(now=NOW, lease_until=LEASE, limit=1)

    started = await asyncio.gather(*(SqlDeliveries(each).sending(claim, now=NOW) for each in [database, rival] * 3))
    assert sum(started) == 1


@pytest.mark.postgres
async def test_a_row_that_is_being_claimed_is_passed_over(postgres_url: str) -> None:
    database = Database(postgres_url, limits=Limits(lock=IMPATIENT))
    deliveries = SqlDeliveries(database)
    await deliveries.record(ROWS[:2])
    async with database.writing() as other:
        await other.execute(select(DELIVERIES.c.id).where(DELIVERIES.c.id == "D00").with_for_update())
        claims = await deliveries.claim(now=NOW, lease_until=LEASE, limit=2)
    await database.close()

    assert [claim.id for claim in claims] == ["D01"]


async def test_a_claim_uses_the_index(database: Database) -> None:
    claim = claim_statement(now=NOW, lease=Lease(as_given(NOW, NOW), as_given(LEASE, NOW)), limit=10)
    async with database.writing() as connection:
        statement = claim.compile(connection.sync_engine, compile_kwargs={"literal_binds": True})
        if database.shared:
            await connection.execute(text("SET LOCAL enable_seqscan = off"))  # the table is too small to bother
        plan = await connection.execute(text(f"EXPLAIN {'' if database.shared else 'QUERY PLAN '}{statement}"))
        assert "ix_deliveries_state_not_before" in "\n".join(str(row) for row in plan)


async def test_what_is_open_is_counted(database: Database) -> None:
    ended: list[tuple[str, DeliveryState]] = []
    deliveries = SqlDeliveries(database, lambda delivery, state, _now: ended.append((delivery.id, state)))
    await deliveries.record(ROWS[:7])
    sent, sending, doubted, later, _ = await deliveries.claim(now=NOW, lease_until=LEASE, limit=5)
    for delivery in (sent, sending, doubted):
        assert await deliveries.sending(delivery, now=NOW)
    for _ in range(2):
        await deliveries.finish(sent, DeliveryState.SENT, now=NOW)
    await deliveries.doubt(doubted, look_at=LEASE, reason=DeliveryReason.parse("unclear"))
    await deliveries.postpone(later, until=LEASE, reason=DeliveryReason.parse("slack-busy"))

    assert await deliveries.backlog(now=NOW) == {"due": 2, "later": 1, "claimed": 1, "sending": 1, "looked-for": 1}
    assert (await deliveries.backlog(now=LEASE))["due"] == 3
    assert ended == [(sent.id, DeliveryState.SENT)]


@pytest.mark.postgres
async def test_claims_are_counted_by_the_databases_clock(postgres_url: str) -> None:
    """Replicas whose clocks are six minutes wrong neither take over what is under way nor wait longer for it."""
    databases = Database(postgres_url), Database(postgres_url)
    late, ahead = (SqlDeliveries(each) for each in databases)
    true, wrong, lease = await databases[0].now(), timedelta(minutes=6), timedelta(minutes=2)
    await late.record([replace(row, due_at=true - timedelta(hours=1)) for row in ROWS[:2]])

    first, second = await late.claim(now=true - wrong, lease_until=true - wrong + lease, limit=2)
    assert await late.sending(second, now=true - wrong)
    assert await ahead.claim(now=true + wrong, lease_until=true + wrong + lease, limit=2) == []
    assert await ahead.abandoned(now=true + wrong) == []
    assert await late.sending(first, now=true - wrong)
    for row in (first, second):
        await late.postpone(row, until=true - wrong, reason=None)

    brief = await ahead.claim(now=true + wrong, lease_until=true + wrong + timedelta(milliseconds=1), limit=2)
    async with asyncio.timeout(PATIENCE):
        while not (taken := await late.claim(now=true - wrong, lease_until=true - wrong + lease, limit=2)):
            await databases[0].ping()
    assert [row.attempt for row in taken] == [3, 3]
    assert not await ahead.sending(brief[0], now=true + wrong)
    for database in databases:
        await database.close()
