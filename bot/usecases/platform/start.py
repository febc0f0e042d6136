"""Make the link with which a merchant's admin authorises a program, and warn where it cannot work now."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bot.domain.access.audit import AuditAction, AuditEntry
from bot.domain.platform.authorisation import Origin
from bot.domain.platform.push import TICKET_LIFE, hours_since
from bot.errors import NoPlatform, TicketMissing
from bot.ports.access import AuditLog
from bot.ports.platform import Tickets
from bot.usecases.platform.signed_links import SignedLinks

AUTHORISE_PATH: Final = "/wechat/authorize"
AUTHORISED_PATH: Final = "/wechat/authorized"


@dataclass(frozen=True)
class StartAuthorisation:
    """`/baselib programs add`. Good for a week; does no I/O and stores nothing.

    WeChat's own links open only by a click on a page of the platform's domain: so our own page comes first.
    https://developers.weixin.qq.com/doc/oplatform/Third-party_Platforms/2.0/api/Before_Develop/Authorization_Process_Technical_Description.html
    """

    passes: SignedLinks | None
    """None when Baselib is no third-party platform itself."""
    public_url: str

    def __call__(self, origin: Origin, *, now: datetime) -> str:
        """The address of the landing page.

        Args:
            origin: the requester, and where the answer goes.

        Raises:
            NoPlatform: programs are not authorised here.
        """
        if self.passes is None:
            raise NoPlatform
        return f"{self.public_url}{AUTHORISE_PATH}?pass={self.passes.link(origin, now=now)}"


@dataclass(frozen=True)
class CheckTicket:
    """Checks before a link is sent around that would lead nowhere."""

    tickets: Tickets | None = None
    """None when Baselib is no third-party platform itself."""

    async def __call__(self, *, now: datetime) -> TicketMissing | None:
        """Why no merchant can authorise the platform now; None when nothing is known against it.

        Raises:
            StorageUnavailable: nothing is known of the tickets.
        """
        if self.tickets is None:
            return None
        ticket = await self.tickets.latest()
        if ticket is not None and now - ticket.created_at < TICKET_LIFE:
            return None
        return TicketMissing(hours=hours_since(ticket.created_at if ticket else None, now))


@dataclass(frozen=True)
class CreateInviteLink:
    """`/baselib programs add`: the link, a warning if it cannot work now, and an entry in the audit log."""

    start: StartAuthorisation
    check_ticket: CheckTicket
    audit: AuditLog

    async def __call__(self, origin: Origin, *, now: datetime) -> tuple[str, TicketMissing | None]:
        """The address of the landing page, and the reason if it cannot work at present.

        Raises:
            NoPlatform: programs are not authorised here.
            StorageUnavailable: it is not known whether the link works now.
        """
        link = self.start(origin, now=now)
        missing = await self.check_ticket(now=now)
        entry = AuditEntry(origin.team_id, now, origin.user_id, AuditAction.AUTHORISATION_STARTED, origin.channel_id)
        async with self.audit.recording(entry):  # the link itself is not stored
            return link, missing
