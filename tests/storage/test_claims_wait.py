"""On PostgreSQL a claim waits for what may stop it, a decision for another that opens; then each looks again."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from functools import partial
from typing import Final

import pytest
from sqlalchemy import text

from bot.domain.decisions import steps
from bot.domain.decisions.decision import OPEN, Claim, Run, RunStatus
from bot.domain.numbers.snapshot import Visible
from bot.domain.programs import OptIn
from bot.storage.access import SqlAuditLog
from bot.storage.engine.database import Database
from bot.usecases.programs.opt_ins import KeepOptIn
from tests.contracts.conftest import Stores, in_database
from tests.contracts.decisions import HERE, OPENINGS, Opening, add, next_one
from tests.contracts.test_claims import CAROL_LATER, FLEET, begun, row_of
from tests.domain.decisions.build import CAROL, NOW
from tests.fakes.programs import choose
from tests.patience import PATIENCE

pytestmark = pytest.mark.postgres
_WAITING: Final = text("SELECT count(*) FROM pg_locks WHERE NOT granted")


class _GivenUp(Exception):
    """Ends a transaction."""


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
