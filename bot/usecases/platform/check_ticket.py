"""Warn that no merchant can authorise now, because the platform has no verify ticket."""

from dataclasses import dataclass
from datetime import datetime

from bot.domain.platform.ticket import TICKET_LIFE, hours_since
from bot.errors import TicketMissing
from bot.ports.platform import Tickets


@dataclass(frozen=True)
class CheckTicket:
    """Checks before a link is sent around that would lead nowhere."""

    tickets: Tickets | None = None
    """None when Baselib is no third-party platform itself."""

    async def __call__(self, *, now: datetime) -> TicketMissing | None:
        """Why no merchant can authorise the platform now; None when nothing is known against it.

        Args:
            now: UTC.

        Raises:
            StorageUnavailable: nothing is known of the tickets.
        """
        if self.tickets is None:
            return None
        ticket = await self.tickets.latest()
        if ticket is not None and now - ticket.created_at < TICKET_LIFE:
            return None
        return TicketMissing(hours=hours_since(ticket.created_at if ticket else None, now))
