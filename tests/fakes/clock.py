"""A clock that stands still until it is told to move."""

from datetime import UTC, datetime, timedelta


class FakeClock:
    """Serves `bot.ports.clock.Clock`."""

    def __init__(self, now: datetime) -> None:
        if now.tzinfo is None:
            raise ValueError("a clock shows aware instants")
        self._now = now.astimezone(UTC)

    async def now(self) -> datetime:
        """The instant it was set to (UTC)."""
        return self._now

    def advance(self, by: timedelta) -> datetime:
        """Move on; returns the new instant."""
        self._now += by
        return self._now

    def set(self, now: datetime) -> None:
        """Jump to an instant, forwards or back."""
        self._now = now.astimezone(UTC)
