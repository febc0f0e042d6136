"""A clock that moves only on request."""

from datetime import UTC, datetime, timedelta


class FakeClock:
    """Serves `bot.ports.machine.Clock`."""

    def __init__(self, now: datetime) -> None:
        if now.tzinfo is None:
            raise ValueError("a clock shows aware instants")
        self._now = now.astimezone(UTC)

    async def now(self) -> datetime:
        return self._now

    def advance(self, by: timedelta) -> datetime:
        self._now += by
        return self._now

    def set(self, now: datetime) -> None:
        self._now = now.astimezone(UTC)
