"""On PostgreSQL a claim waits for whatever may stop it, and then looks again."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Final

import pytest
from sqlalchemy import text

from bot.domain.decisions import steps
from bot.domain.decisions.claim import Claim
from bot.domain.decisions.rollout.run import Run, RunStatus
from bot.domain.programs.opt_in import OptIn
from bot.storage.engine.database import Database
from tests.contracts.conftest import Stores, in_database
from tests.contracts.test_claims import FLEET, LATER, begun, row_of
from tests.domain.decisions.build import CAROL, NOW
from tests.patience import PATIENCE

pytestmark = pytest.mark.postgres
_WAITING: Final = text("SELECT count(*) FROM pg_locks WHERE NOT granted")


@pytest.fixture
async def database(emptied_postgres_url: str) -> AsyncIterator[Database]:
    """An empty one."""
    database = Database(emptied_postgres_url)
    yield database
    await database.close()


async def pause(stores: Stores) -> None:
    """A person pauses it."""
    decision = await stores.decisions.get("T1", FLEET)
    assert decision
    assert await stores.decisions.keep(steps.keep_run(decision, Run(RunStatus.PAUSED), LATER, by=CAROL))


async def opt_out(stores: Stores) -> None:
    """An admin turns the first program off."""
    await stores.opt_ins.put("T1", (await row_of(stores)).appid, OptIn())


async def touch(stores: Stores) -> None:
    """Something has come of another program."""
    await stores.rollouts.touch("T1", FLEET)


@pytest.mark.parametrize(("change", "claimed"), [(pause, False), (opt_out, False), (touch, True)])
async def test_a_claim_waits(database: Database, change: Callable[[Stores], Awaitable[None]], *, claimed: bool) -> None:
    """For the end of the other transaction, whose change is not visible before."""
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


async def _until_one_waits(database: Database) -> None:
    async with database.reading() as connection:
        while not await connection.scalar(_WAITING):
            await connection.execute(text("SELECT pg_sleep(0.01)"))
