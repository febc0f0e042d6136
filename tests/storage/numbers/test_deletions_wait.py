"""On PostgreSQL: what deletes snapshots waits for who makes what is kept beside the newest ones."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Final

import pytest

from bot.domain.retention import Retained
from bot.storage.engine.database import Database
from bot.storage.maintenance.erase import SqlOldRows
from bot.storage.numbers.snapshots import SqlSnapshots
from bot.storage.numbers.users import turn_of
from bot.storage.programs.authorised import SqlImportedPrograms
from tests.domain.build import TODAY, snapshot_of
from tests.patience import PATIENCE
from tests.storage.waiting import waits_for_a_lock

pytestmark = pytest.mark.postgres
APPID: Final = "wx1"
NOW: Final = datetime(2026, 11, 23, 12, tzinfo=UTC)


async def erase(database: Database) -> None:
    """A person deletes an imported program."""
    await SqlImportedPrograms(database).erase("T1", APPID)


async def thin_out(database: Database) -> None:
    """Of old weeks one day is left."""
    assert await SqlOldRows(database).delete(Retained.SNAPSHOTS, before=NOW, limit=9) == 1


@pytest.fixture
async def database(emptied_postgres_url: str) -> AsyncIterator[Database]:
    """With two days of one week."""
    database = Database(emptied_postgres_url)
    days = [TODAY - timedelta(days=after) for after in (19, 20)]
    await SqlSnapshots(database).save("T1", [snapshot_of({"3.1.0": "100"}, day, appid=APPID) for day in days])
    yield database
    await database.close()


@pytest.mark.parametrize("deletion", [erase, thin_out])
async def test_a_deletion_waits(database: Database, deletion: Callable[[Database], Awaitable[None]]) -> None:
    """Else numbers of what it deletes would be made again, and stay the newest for ever."""
    making = asyncio.Event()

    async def delete() -> None:
        await making.wait()
        await deletion(database)

    deleting = asyncio.create_task(delete())
    async with database.writing() as connection:
        await database.wait_for_turn(connection, turn_of("T1"))
        making.set()
        async with asyncio.timeout(PATIENCE):
            while not await waits_for_a_lock(database):
                pass  # each look is a query, which lets the other task's go along
        assert not deleting.done()

    await asyncio.wait_for(deleting, PATIENCE)
