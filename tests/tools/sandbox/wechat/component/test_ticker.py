"""When tickets are pushed, and what goes on in between: nothing."""

import asyncio
from datetime import UTC, datetime
from typing import cast

from tools.sandbox.clock import MovableClock
from tools.sandbox.wechat.component.pusher import Pusher, Ticker, TicketBook


class CountedClock(MovableClock):
    """Counts the looks at it."""

    looks = 0

    def now(self) -> datetime:
        self.looks += 1
        return super().now()


class Nowhere:
    """A pusher without an address."""

    addressed = False


async def test_it_rests_while_there_is_nowhere_to_push() -> None:
    """A due ticket that may not be pushed does not keep the processor busy."""
    clock = CountedClock(datetime(2026, 11, 25, tzinfo=UTC))
    async with Ticker(TicketBook(), clock, cast(Pusher, Nowhere())).running():
        for _ in range(100):
            await asyncio.sleep(0)

    assert 0 < clock.looks < 10
