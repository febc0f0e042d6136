"""Promises of `bot.ports.digest.DigestMemories`."""

from datetime import date
from decimal import Decimal

import pytest

from bot.domain.digest.memory import ProgramMemory
from bot.ports.digest import DigestMemories
from bot.storage.digest.memories import SqlDigestMemories
from bot.storage.engine.database import Database
from tests.fakes.storage import FakeDigestMemories

MONDAY, NEXT_MONDAY = date(2026, 11, 23), date(2026, 11, 30)
PICTURE = {
    "wx1": ProgramMemory(
        "3.0.0", "2.9.0", "share", {"3.0.0": Decimal("0.123456789")}, ("3.0.0",), frozenset({"roll-back"}), "x 1"
    ),
    "wx2": ProgramMemory(failure="wechat-refused 48001"),
}


@pytest.fixture
def memories(database: Database | None) -> DigestMemories:
    """An empty store."""
    return SqlDigestMemories(database) if database else FakeDigestMemories()


async def test_gives_back_what_was_kept(memories: DigestMemories) -> None:
    """To the last digit, and again after it was overwritten."""
    await memories.keep("T1", "S1", MONDAY, {}, forget_before=None)
    await memories.keep("T1", "S1", MONDAY, PICTURE, forget_before=None)

    assert await memories.get("T1", "S1", MONDAY) == PICTURE
    assert await memories.get("T1", "S1", NEXT_MONDAY) is None
    assert await memories.get("T2", "S1", MONDAY) is None


async def test_lets_go_of_older_ones(memories: DigestMemories) -> None:
    """Of the same order only, and not of the day itself."""
    for team, subscription in [("T1", "S1"), ("T1", "S2"), ("T2", "S1")]:
        await memories.keep(team, subscription, MONDAY, PICTURE, forget_before=None)
    await memories.keep("T1", "S1", NEXT_MONDAY, PICTURE, forget_before=MONDAY)
    assert await memories.get("T1", "S1", MONDAY) == PICTURE

    await memories.keep("T1", "S1", NEXT_MONDAY, PICTURE, forget_before=NEXT_MONDAY)

    assert await memories.get("T1", "S1", MONDAY) is None
    assert await memories.get("T1", "S2", MONDAY) == PICTURE
    assert await memories.get("T2", "S1", MONDAY) == PICTURE
