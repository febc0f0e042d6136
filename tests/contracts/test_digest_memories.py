"""Promises of `bot.ports.digest.DigestMemories` and `FleetDigestMemories`."""

from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

import pytest

from bot.domain.digest.comparison import Entry
from bot.domain.digest.digest import ProgramMemory
from bot.domain.digest.fleet_digest import FleetDigestMemory
from bot.domain.fleet.row import State
from bot.domain.numbers.distribution import Bounds
from bot.domain.numbers.version import Version
from bot.storage.digest.subscriptions import SqlDigestMemories, SqlFleetDigestMemories
from bot.storage.engine.database import Database
from tests.fakes.storage import FakeDigestMemories, FakeFleetDigestMemories

MONDAY, NEXT_MONDAY, LATER = date(2026, 11, 23), date(2026, 11, 30), date(2026, 12, 7)
DIGEST = {
    "wx1": ProgramMemory(
        "3.0.0", "2.9.0", "share", {"3.0.0": Decimal("0.123456789")}, ("3.0.0",), frozenset({"roll-back"}), "x 1"
    ),
    "wx2": ProgramMemory(failure="wechat-refused 48001"),
}
FLEET = FleetDigestMemory.of(
    "#餐饮",
    {
        "wx1": Entry(Version.read("3.0.0"), Bounds(Decimal("0.0123456789"), Decimal("0.0123456789")), State.READ),
        "wx2": Entry(Version.read("2.30.1"), Bounds(Decimal("0.01"), Decimal("0.02")), State.ERROR),
        "wx3": Entry(None, None, State.REVOKED),
        "wx4": Entry(Version.read("3.0.0"), None, State.UNDETERMINED),
        "wx5": Entry(None, None, State.READ),
    },
)


class Shelf(NamedTuple):
    """One kind of digest's memories, an example, an empty one, and the other kind's memories."""

    memories: Any
    full: Any
    empty: Any
    others: Any


@pytest.fixture(params=["programs", "fleet"])
def shelf(request: pytest.FixtureRequest, database: Database | None) -> Shelf:
    """Nothing is stored at first."""
    digests: Any = SqlDigestMemories(database) if database else FakeDigestMemories()
    fleets: Any = SqlFleetDigestMemories(database) if database else FakeFleetDigestMemories()
    if request.param == "fleet":
        return Shelf(fleets, FLEET, FleetDigestMemory.of("fleet", {}), digests)
    return Shelf(digests, DIGEST, {}, fleets)


async def test_gives_back_what_was_kept(shelf: Shelf) -> None:
    """To the last digit, and again after it was overwritten."""
    await shelf.memories.keep("T1", "S1", MONDAY, shelf.empty, forget_before=None)
    await shelf.memories.keep("T1", "S1", MONDAY, shelf.full, forget_before=None)

    assert await shelf.memories.get("T1", "S1", MONDAY) == shelf.full
    assert await shelf.memories.get("T1", "S1", NEXT_MONDAY) is None
    assert await shelf.memories.get("T2", "S1", MONDAY) is None


async def test_deletes_older_ones(shelf: Shelf) -> None:
    """Of the same subscription only, and not of the day itself."""
    memories = shelf.memories
    for team, subscription in [("T1", "S1"), ("T1", "S2"), ("T2", "S1")]:
        await memories.keep(team, subscription, MONDAY, shelf.full, forget_before=None)
    await memories.keep("T1", "S1", NEXT_MONDAY, shelf.full, forget_before=MONDAY)
    assert await memories.get("T1", "S1", MONDAY) == shelf.full

    await memories.keep("T1", "S1", LATER, shelf.full, forget_before=NEXT_MONDAY)

    assert await memories.get("T1", "S1", MONDAY) is None
    for team, subscription, day in [("T1", "S1", NEXT_MONDAY), ("T1", "S2", MONDAY), ("T2", "S1", MONDAY)]:
        assert await memories.get(team, subscription, day) == shelf.full


async def test_a_subscription_may_have_been_about_something_else(shelf: Shelf) -> None:
    """The memory of a digest of the other kind is none."""
    await shelf.memories.keep("T1", "S1", MONDAY, shelf.full, forget_before=None)

    assert await shelf.others.get("T1", "S1", MONDAY) is None
    assert await shelf.memories.get("T1", "S1", MONDAY) == shelf.full
