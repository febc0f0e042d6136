"""Verify tickets, pushed every ten minutes of the sandbox's clock, and once when it is moved past that.

https://developers.weixin.qq.com/doc/oplatform/Third-party_Platforms/2.0/api/Before_Develop/component_verify_ticket.html
"""

import asyncio
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import datetime, timedelta
from typing import Final

from bot.sandbox.clock import MovableClock
from bot.sandbox.wechat.component.pusher import Pusher
from bot.sandbox.wechat.refusals import RefusalError

_UNTIL_TAKEN_ONCE: Final = timedelta(seconds=1)
"""The bot starts after the sandbox; WeChat itself would leave it waiting for ten minutes."""
_WAITS_AT_MOST: Final = 3.0
_LOOKS_AGAIN: Final = 1.0
EVERY: Final = timedelta(minutes=10)
GOOD_FOR: Final = timedelta(hours=12)
_REMEMBERED_FOR: Final = timedelta(days=7)
_PREFIX: Final = "ticket@@@"


class TicketBook:
    """All tickets of the last week, by the sandbox's clock."""

    def __init__(self) -> None:
        self._made: dict[str, datetime] = {}
        self.pushing = True
        """Whether tickets are pushed at all: pushes can be stopped, and start again when the platform asks."""

    def make(self, now: datetime) -> str:
        """Make a new ticket; earlier ones stay valid until they expire."""
        self._made = {value: at for value, at in self._made.items() if now - at < _REMEMBERED_FOR}
        ticket = _PREFIX + secrets.token_urlsafe(60)
        self._made[ticket] = now
        return ticket

    def check(self, ticket: object, now: datetime) -> None:
        """Refuse an invalid ticket.

        Raises:
            RefusalError: 61006 it is unknown, 61005 it is older than twelve hours.
        """
        made = self._made.get(ticket) if isinstance(ticket, str) else None
        if made is None:
            raise RefusalError(61006)
        if now - made >= GOOD_FOR:
            raise RefusalError(61005)


class Ticker:
    """Makes tickets when they are due, and has them pushed."""

    def __init__(self, tickets: TicketBook, clock: MovableClock, pusher: Pusher) -> None:
        self._tickets = tickets
        self._clock = clock
        self._pusher = pusher
        self._due = clock.now()
        self._taken_once = False
        self._one_at_a_time = asyncio.Lock()

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Push from now on, until the context ends."""
        task = asyncio.create_task(self._run())
        try:
            yield
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    async def push(self) -> bool:
        """Push a new ticket now; returns whether it was acknowledged."""
        async with self._one_at_a_time:
            return await self._push()

    def soon(self) -> None:
        """Push a new ticket now, while the caller goes on."""
        self._pusher.soon(self.push())

    async def clock_moved(self) -> None:
        """Push one ticket if any is due, however far the clock was moved. Waits a little until it is acknowledged."""
        await asyncio.wait({self._pusher.soon(self._push_if_due())}, timeout=_WAITS_AT_MOST)

    async def _run(self) -> None:
        while True:
            await self._push_if_due()
            left = (self._due - self._clock.now()).total_seconds()
            # The clock may be moved meanwhile, which wakes this up to compute the next due moment again. While nothing
            # may be pushed a ticket stays due: that is checked again, too, after a pause.
            await asyncio.sleep(left if 0 < left < _LOOKS_AGAIN else _LOOKS_AGAIN)

    async def _push_if_due(self) -> None:
        async with self._one_at_a_time:
            now = self._clock.now()
            due = not self._due - EVERY <= now < self._due
            if due and self._tickets.pushing and self._pusher.addressed:
                await self._push()

    async def _push(self) -> bool:
        now = self._clock.now()
        self._due = now + EVERY
        taken = await self._pusher.ticket(self._tickets.make(now))
        self._taken_once |= taken
        if not self._taken_once:
            self._due = now + _UNTIL_TAKEN_ONCE
        return taken
