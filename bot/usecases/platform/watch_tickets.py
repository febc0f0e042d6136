"""Notice that WeChat's verify tickets stop while the last one is still good."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog

from bot.domain.platform.push import ASK_AGAIN_AFTER, FIRST_TICKET_WITHIN, TICKET_LATE
from bot.ports.platform import Platform, Ticket, Tickets

_log = structlog.get_logger(__name__)


@dataclass
class WatchTickets:
    """Asks WeChat to push again when three tickets are missing. Called every minute.

    Asks once: again only when a ticket has come in between, or an hour has passed. Warns as often, but not while a new
    Baselib still waits for its first one.
    """

    tickets: Tickets
    platform: Platform
    _began_at: datetime | None = field(default=None, init=False)
    _warned: bool = field(default=False, init=False)
    """Since the last ticket."""

    async def __call__(self, *, now: datetime) -> None:
        """Check the age of the newest ticket.

        Args:
            now: the present instant (aware).

        Raises:
            StorageUnavailable: nothing is known of the tickets.
            OperatorError, TemporaryError: WeChat could not be asked; it will be in an hour.
        """
        self._began_at = self._began_at or now
        ticket = await self.tickets.latest()
        if ticket is not None and now - ticket.created_at < TICKET_LATE:
            self._warned = False
            return
        asks = await self.tickets.ask_again(now, not_since=now - ASK_AGAIN_AFTER)
        self._log_state(ticket, asks=asks, waited=now - self._began_at)
        if asks:
            await self.platform.push_ticket_again()

    def _log_state(self, ticket: Ticket | None, *, asks: bool, waited: timedelta) -> None:
        if ticket is None and waited < FIRST_TICKET_WITHIN:
            if asks:
                _log.info("no verify ticket has come yet: WeChat is asked to push them")
        elif asks or not self._warned:
            self._warned = True
            last = ticket.created_at.isoformat() if ticket else "never"
            _log.warning("WeChat pushes no verify tickets; it is asked to push them again", last_came_at=last)
