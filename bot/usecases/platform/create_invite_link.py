"""Create the link with which a merchant's admin authorises a program."""

from dataclasses import dataclass
from datetime import datetime

from bot.domain.access.audit import AuditAction, AuditEntry
from bot.domain.platform.authorisation import Origin
from bot.errors import TicketMissing
from bot.ports.access import AuditLog
from bot.usecases.platform.check_ticket import CheckTicket
from bot.usecases.platform.start import StartAuthorisation


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
