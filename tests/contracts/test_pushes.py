"""Promises of `bot.ports.platform.Pushes`."""

import asyncio
from datetime import UTC, datetime, timedelta

from tests.contracts.conftest import Stores

NOW = datetime(2026, 11, 25, 2, tzinfo=UTC)


async def test_a_push_is_new_once(stores: Stores) -> None:
    """WeChat sends it again when the answer was lost; another one is new."""
    assert not await stores.pushes.seen("P1")
    assert await stores.pushes.is_new("P1", now=NOW)
    assert await stores.pushes.seen("P1")
    assert not await stores.pushes.is_new("P1", now=NOW + timedelta(seconds=5))
    assert await stores.pushes.is_new("P2", now=NOW)


async def test_a_push_that_comes_to_several_replicas_at_once(stores: Stores) -> None:
    """One of them handles it."""
    new = await asyncio.gather(*(stores.pushes.is_new("P1", now=NOW) for _ in range(6)))

    assert sum(new) == 1
