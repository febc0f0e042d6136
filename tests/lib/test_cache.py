"""Values that are reused for a minute."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.lib.cache import RECENT, RecentCache

NOW = datetime(2026, 11, 23, 1, tzinfo=UTC)
SECOND = timedelta(seconds=1)


class Source:
    """Answers None or a failure, and counts its calls."""

    def __init__(self) -> None:
        self.calls = 0
        self.failure: Exception | None = None

    async def __call__(self) -> None:
        self.calls += 1
        if self.failure:
            raise self.failure


async def test_a_minute() -> None:
    """None is cached like any value, per key, even when a clock is set back a little."""
    cache, source = RecentCache[str, None](9), Source()
    calls = []
    for key, now in (("a", NOW), ("a", NOW + RECENT - SECOND), ("a", NOW - SECOND), ("b", NOW), ("a", NOW + RECENT)):
        await cache.get(key, source, now=now)
        calls.append(source.calls)

    assert calls == [1, 1, 1, 2, 3]


async def test_a_failure() -> None:
    """It reaches the caller, and the next one asks again."""
    cache, source = RecentCache[str, None](9), Source()
    source.failure = OSError("full")
    with pytest.raises(OSError, match="full"):
        await cache.get("a", source, now=NOW)
    source.failure = None
    await cache.get("a", source, now=NOW)

    assert source.calls == 2
