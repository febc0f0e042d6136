"""What one replica holds at a time."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from bot.storage.engine.database import Database
from tests.patience import PATIENCE
from tests.storage.waiting import waits_for_a_lock


@pytest.fixture
async def replicas(empty_url: str) -> AsyncIterator[tuple[Database, Database]]:
    """Two processes' ways to one database."""
    one, other = Database(empty_url), Database(empty_url)
    yield one, other
    await one.close()
    await other.close()


async def test_one_replica_at_a_time(replicas: tuple[Database, Database]) -> None:
    """On PostgreSQL a second replica waits for that name only; SQLite has just one replica."""
    one, other = replicas
    entered: list[str] = []

    async def enter(name: str) -> None:
        async with other.exclusive(name):
            entered.append(name)

    async with one.exclusive("token wx1"):
        await enter("token wx2")
        second = asyncio.create_task(enter("token wx1"))
        if one.shared:
            while not await waits_for_a_lock(one):
                pass  # each look is a query, which lets the other task's go along
            assert entered == ["token wx2"]
        else:
            await second
    await second

    assert entered == ["token wx2", "token wx1"]


@pytest.mark.postgres
async def test_holders_of_a_name_get_on(postgres_url: str) -> None:
    """As many as there are connections hold one each, and the database still serves all."""
    database, holders = Database(postgres_url), 15
    all_hold = asyncio.Barrier(holders)

    async def hold(number: int) -> None:
        async with database.exclusive(f"token wx{number}"):
            await all_hold.wait()
            await database.ping()

    try:
        async with asyncio.timeout(PATIENCE):
            await asyncio.gather(*(hold(number) for number in range(holders)))
    finally:
        await database.close()
