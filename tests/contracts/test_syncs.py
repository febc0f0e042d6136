"""Promises of `bot.ports.sweep.Syncs`."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.ports.sweep import SyncState
from tests.contracts.conftest import Stores

NOW = datetime(2026, 11, 25, 2, tzinfo=UTC)
STARTED = SyncState(500, 9800, NOW)


async def test_a_listing_goes_on_where_it_was(stores: Stores) -> None:
    """Each source has its own; one that never began has none."""
    await stores.syncs.put("authorisers", replace(STARTED, offset=0))
    await stores.syncs.put("authorisers", STARTED)

    assert await stores.syncs.get("authorisers") == STARTED
    assert await stores.syncs.get("list") is None


async def test_a_finished_listing_says_when(stores: Stores) -> None:
    """Until the next one begins."""
    done = replace(STARTED, finished_at=NOW + timedelta(minutes=1))
    await stores.syncs.put("list", done)
    assert await stores.syncs.get("list") == done
    await stores.syncs.put("list", STARTED)

    assert await stores.syncs.get("list") == STARTED
