"""Notice that WeChat's verify tickets stay away while the last one is still good."""

from dataclasses import dataclass
from datetime import datetime

import structlog

from bot.domain.push import ASK_AGAIN_AFTER, TICKET_LATE
from bot.ports import Platform, Tickets

_log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class WatchTickets:
    """Asks WeChat to push again when three tickets are missing. Called every minute.

    Asks once: again only when a ticket has come in between, or an hour has passed.
    """

    tickets: Tickets
    platform: Platform

    async def __call__(self, *, now: datetime) -> None:
        """Look at the age of the newest ticket.

        Args:
            now: the present instant (aware).

        Raises:
            StorageUnavailable: nothing is known of the tickets.
            OperatorError, TemporaryError: WeChat could not be asked; it will be in an hour.
        """
        ticket = await self.tickets.latest()
        if ticket is not None and now - ticket.created_at < TICKET_LATE:
            return
        if await self.tickets.ask_again(now, not_since=now - ASK_AGAIN_AFTER):
            last = ticket.created_at.isoformat() if ticket else "never"
            _log.warning("WeChat pushes no verify tickets: asking it to begin again", last_came_at=last)
            await self.platform.push_ticket_again()
