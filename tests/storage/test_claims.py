"""Several connections after the same deliveries."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Final

import pytest
from sqlalchemy import select, text

from bot.domain.decisions import steps
from bot.domain.decisions.decision import OPEN, Claim, Run, RunStatus
from bot.domain.delivery import Delivery, DeliveryReason, DeliveryState
from bot.domain.numbers.snapshot import Visible
from bot.domain.programs import OptIn
from bot.storage.access import SqlAuditLog
from bot.storage.digest.deliveries import Lease, SqlDeliveries, as_given, claim_statement
from bot.storage.engine.database import Database
from bot.storage.engine.limits import Limits
from bot.storage.tables.digest import DELIVERIES
from bot.usecases.programs.label import KeepOptIn
from tests.contracts.conftest import Stores, in_database
from tests.contracts.decisions import HERE, OPENINGS, Opening, add, next_one
from tests.contracts.test_claims import CAROL_LATER, FLEET, begun, row_of
from tests.domain.decisions.build import CAROL, NOW
from tests.fakes.programs import choose
from tests.patience import PATIENCE
from tests.storage.conftest import IMPATIENT

CLAIMS_NOW = datetime(2026, 11, 2, 1, tzinfo=UTC)
LEASE = CLAIMS_NOW + timedelta(minutes=5)
ROWS = [
    Delivery(f"D{number:02}", "T1", f"S{number}", date(2026, 11, 2), CLAIMS_NOW, DeliveryState.DUE)
    for number in range(40)
]


@pytest.fixture
async def rival(database: Database, database_url: str) -> AsyncIterator[Database]:
    assert not await SqlDeliveries(database).claim(now=CLAIMS_NOW, lease_until=LEASE, limit=1)
    other = Database(database_url)
    yield other
    await other.close()


async def test_rivals_get_different_rows(database: Database, rival: Database) -> None:
    await SqlDeliveries(database).record(ROWS)

    claims = await asyncio.gather(
        *(SqlDeliveries(each).claim(now=CLAIMS_NOW, lease_until=LEASE, limit=7) for each in [database, rival] * 5)
    )
    ids = [claim.id for some in claims for claim in some]
    assert sorted(ids) == [row.id for row in ROWS]


async def test_rivals_record_a_slot_once(database: Database, rival: Database) -> None:
    counts = await asyncio.gather(*(SqlDeliveries(each).record(ROWS) for each in [database, rival] * 3))

    assert sum(counts) == len(ROWS)


async def test_one_of_two_rivals_sends(database: Database, rival: Database) -> None:
    await SqlDeliveries(database).record(ROWS[:1])
    (claim,) = await SqlDeliveries(database).claim(now=CLAIMS_NOW, lease_until=LEASE, limit=1)

    started = await asyncio.gather(
        *(SqlDeliveries(each).sending(claim, now=CLAIMS_NOW) for each in [database, rival] * 3)
    )
    assert sum(started) == 1


@pytest.mark.postgres
async def test_a_row_that_is_being_claimed_is_passed_over(postgres_url: str) -> None:
    database = Database(postgres_url, limits=Limits(lock=IMPATIENT))
    deliveries = SqlDeliveries(database)
    await deliveries.record(ROWS[:2])
    async with database.writing() as other:
        await other.execute(select(DELIVERIES.c.id).where(DELIVERIES.c.id == "D00").with_for_update())
        claims = await deliveries.claim(now=CLAIMS_NOW, lease_until=LEASE, limit=2)
    await database.close()

    assert [claim.id for claim in claims] == ["D01"]


async def test_a_claim_uses_the_index(database: Database) -> None:
    claim = claim_statement(
        now=CLAIMS_NOW, lease=Lease(as_given(CLAIMS_NOW, CLAIMS_NOW), as_given(LEASE, CLAIMS_NOW)), limit=10
    )
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
    sent, sending, doubted, later, _ = await deliveries.claim(now=CLAIMS_NOW, lease_until=LEASE, limit=5)
    for delivery in (sent, sending, doubted):
        assert await deliveries.sending(delivery, now=CLAIMS_NOW)
    for _ in range(2):
        await deliveries.finish(sent, DeliveryState.SENT, now=CLAIMS_NOW)
    await deliveries.doubt(doubted, look_at=LEASE, reason=DeliveryReason.parse("unclear"))
    await deliveries.postpone(later, until=LEASE, reason=DeliveryReason.parse("slack-busy"))

    assert await deliveries.backlog(now=CLAIMS_NOW) == {
        "due": 2,
        "later": 1,
        "claimed": 1,
        "sending": 1,
        "looked-for": 1,
    }
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


_WAITING: Final = text("SELECT count(*) FROM pg_locks WHERE NOT granted")


class _GivenUp(Exception):
    pass


@pytest.fixture
async def database(emptied_postgres_url: str) -> AsyncIterator[Database]:
    database = Database(emptied_postgres_url)
    yield database
    await database.close()


async def pause(stores: Stores) -> None:
    decision = await stores.decisions.get("T1", FLEET)
    assert decision
    assert await stores.decisions.keep(steps.keep_run(decision, Run(RunStatus.PAUSED), CAROL_LATER))


async def opt_out(stores: Stores) -> None:
    await choose(stores.opt_ins, "T1", (await row_of(stores)).appid, OptIn())


async def touch(stores: Stores) -> None:
    await stores.decisions.touch("T1", FLEET)


@pytest.mark.postgres
@pytest.mark.parametrize(("change", "claimed"), [(pause, False), (opt_out, False), (touch, True)])
async def test_a_claim_waits(database: Database, change: Callable[[Stores], Awaitable[None]], *, claimed: bool) -> None:
    stores = in_database(database)
    decision, (first, *_) = await begun(stores)
    changed = asyncio.Event()

    async def claim() -> Claim | None:
        await changed.wait()
        return await stores.claims_of("here").claim(decision, first, now=NOW)

    claiming = asyncio.create_task(claim())  # before the transaction, which a task would join
    async with database.together():
        await change(stores)
        changed.set()
        await asyncio.wait_for(_until_one_waits(database), PATIENCE)
    assert bool(await asyncio.wait_for(claiming, PATIENCE)) is claimed


@pytest.mark.postgres
async def test_a_claim_locks_what_an_opt_out_locks_in_its_order(database: Database) -> None:
    stores = in_database(database)
    decision, (first, *_) = await begun(stores)
    appid, touched = Visible(first.appid), asyncio.Event()
    on = await stores.opt_ins.get("T1", appid)
    keep = KeepOptIn(stores.opt_ins, SqlAuditLog(database), stores.decisions)

    async def claim() -> Claim | None:
        await touched.wait()
        return await stores.claims_of("here").claim(decision, first, now=NOW)

    claiming = asyncio.create_task(claim())
    async with database.together():
        await stores.decisions.touch("T1", FLEET)
        touched.set()
        await asyncio.wait_for(_until_one_waits(database), PATIENCE)
        assert await keep("T1", appid, on, OptIn(), by=CAROL, now=NOW)

    assert await asyncio.wait_for(claiming, PATIENCE) is None


@pytest.mark.postgres
@pytest.mark.parametrize("opening", OPENINGS)
@pytest.mark.parametrize("turned", [False, True])
@pytest.mark.parametrize("kept", [True, False])
async def test_one_opens_after_another(
    database: Database, opening: Callable[[Stores], Awaitable[Opening]], *, turned: bool, kept: bool
) -> None:
    """The second of two connections has the program only if the first one's transaction is given up."""
    stores = in_database(database)
    await stores.workspaces.put(HERE)
    opened = asyncio.Event()
    openings: list[Opening] = [await opening(stores), partial(add, stores, next_one())]
    first, second = reversed(openings) if turned else openings

    async def open_second() -> object:
        await opened.wait()
        return await second()

    opening_second = asyncio.create_task(open_second())
    with suppress(_GivenUp):
        async with database.together():
            assert await first()
            opened.set()
            await asyncio.wait_for(_until_one_waits(database), PATIENCE)
            if not kept:
                raise _GivenUp
    assert bool(await asyncio.wait_for(opening_second, PATIENCE)) is not kept
    every = await stores.decisions.of_every_team()
    assert len([each for each in every if each.state in OPEN and each.tally.under_way]) == 1


async def _until_one_waits(database: Database) -> None:
    async with database.reading() as connection:
        while not await connection.scalar(_WAITING):
            await connection.execute(text("SELECT pg_sleep(0.01)"))
