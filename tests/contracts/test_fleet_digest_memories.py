"""Promises of `bot.ports.digest.FleetDigestMemories`."""

from datetime import date
from decimal import Decimal

import pytest

from bot.domain.digest.fleet_digest import Entry, FleetDigestMemory
from bot.domain.fleet.report import State
from bot.domain.numbers.distribution import Bounds
from bot.domain.numbers.version import Version
from bot.ports.digest import DigestMemories, FleetDigestMemories
from bot.storage.digest.memories import SqlDigestMemories, SqlFleetDigestMemories
from bot.storage.engine.database import Database
from tests.contracts.test_digest_memories import MONDAY, NEXT_MONDAY
from tests.contracts.test_digest_memories import PICTURE as OTHER
from tests.fakes.storage import FakeDigestMemories, FakeFleetDigestMemories

SLOT = date(2026, 12, 7)
PICTURE = FleetDigestMemory(
    "#餐饮",
    {
        "wx1": Entry(Version.read("3.0.0"), Bounds(Decimal("0.0123456789"), Decimal("0.0123456789")), State.READ),
        "wx2": Entry(Version.read("2.30.1"), Bounds(Decimal("0.01"), Decimal("0.02")), State.ERROR),
        "wx3": Entry(None, None, State.REVOKED),
        "wx4": Entry(Version.read("3.0.0"), None, State.UNDETERMINED),
        "wx5": Entry(None, None, State.READ),
    },
)


@pytest.fixture
def both(database: Database | None) -> tuple[FleetDigestMemories, DigestMemories]:
    """Empty stores for both shapes of what digests said."""
    if database is None:
        return FakeFleetDigestMemories(), FakeDigestMemories()
    return SqlFleetDigestMemories(database), SqlDigestMemories(database)


@pytest.fixture
def memories(both: tuple[FleetDigestMemories, DigestMemories]) -> FleetDigestMemories:
    """The fleets' own."""
    return both[0]


async def test_gives_back_what_was_kept(memories: FleetDigestMemories) -> None:
    """To the last digit, and again after it was overwritten."""
    await memories.keep("T1", "S1", MONDAY, FleetDigestMemory("fleet", {}), forget_before=None)
    await memories.keep("T1", "S1", MONDAY, PICTURE, forget_before=None)

    assert await memories.get("T1", "S1", MONDAY) == PICTURE
    assert await memories.get("T1", "S1", NEXT_MONDAY) is None
    assert await memories.get("T2", "S1", MONDAY) is None


async def test_lets_go_of_older_ones(memories: FleetDigestMemories) -> None:
    """Of the same order only, and not of the day itself."""
    for team, subscription in [("T1", "S1"), ("T1", "S2")]:
        await memories.keep(team, subscription, MONDAY, PICTURE, forget_before=None)
    await memories.keep("T1", "S1", NEXT_MONDAY, PICTURE, forget_before=MONDAY)
    assert await memories.get("T1", "S1", MONDAY) == PICTURE

    await memories.keep("T1", "S1", SLOT, PICTURE, forget_before=NEXT_MONDAY)

    assert await memories.get("T1", "S1", MONDAY) is None
    assert await memories.get("T1", "S1", NEXT_MONDAY) == PICTURE
    assert await memories.get("T1", "S2", MONDAY) == PICTURE


async def test_an_order_may_have_been_about_something_else(both: tuple[FleetDigestMemories, DigestMemories]) -> None:
    """What a digest said of programs one by one is no memory of a fleet, and the other way round."""
    fleets, others = both
    await fleets.keep("T1", "S1", MONDAY, PICTURE, forget_before=None)
    await others.keep("T1", "S1", NEXT_MONDAY, OTHER, forget_before=None)

    assert await fleets.get("T1", "S1", NEXT_MONDAY) is None
    assert await others.get("T1", "S1", MONDAY) is None
    assert await others.get("T1", "S1", NEXT_MONDAY) == OTHER
