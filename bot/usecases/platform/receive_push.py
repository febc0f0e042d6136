"""Take in what WeChat pushes to the third-party platform."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from bot.domain.platform.authorisation import Origin
from bot.domain.platform.push import TICKET_LIFE, AuthorisedPush, TicketPush, UnauthorisedPush
from bot.errors import ShuttingDown, TooBusy
from bot.lib.ignoring import ignore
from bot.ports.platform import Authorisations, Pending, Pushes, PushReader, Ticket, Tickets
from bot.usecases.programs.authorisation_status import RecordStatus

_SECOND: Final = timedelta(seconds=1)
"""WeChat's times are whole seconds."""
_TOLD_APART: Final = timedelta(days=6)
"""After a week it may be forgotten that a push was handled; nothing else would tell a replay from a push."""


@dataclass(frozen=True)
class ReceivePush:
    """One push: kept first, then noted, so that a process that dies in between has it sent again and loses nothing.

    Pushes come twice, late and in any order: WeChat repeats what was not acknowledged, and a provider's own platform
    may pass them on, unchanged, when it likes. So their age is no reason to refuse them.
    """

    reader: PushReader
    pushes: Pushes
    tickets: Tickets
    authorisations: Authorisations
    note: RecordStatus
    finish: Callable[[Pending], None]
    """Starts in the background what follows an authorisation; should it never run, a tick finds it unfinished."""
    tickets_again: Callable[[], None] = ignore
    """Told when a ticket comes and the one before, if there was any, is no longer good: what waited can go on."""

    async def __call__(self, query: Mapping[str, str], body: bytes, *, now: datetime) -> None:
        """When this returns the push is durably kept, or was so before, and may be acknowledged.

        Args:
            query: of the request.
            body: of the request.
            now: UTC.

        Raises:
            PushRefused: it does not come from WeChat, or not to this platform.
            StorageUnavailable: it must come again.
        """
        match self.reader.read(query, body):
            case TicketPush() as push:
                await self._ticket(Ticket(push.ticket, push.created_at))
            case AuthorisedPush() as push if now - push.created_at <= _TOLD_APART:
                await self._authorised(push, now)
            case UnauthorisedPush() as push if now - push.created_at <= _TOLD_APART:
                await self._unauthorised(push, now)
            case _:  # of a kind that is of no use here, or so old that it can only be a replay
                pass

    async def _ticket(self, ticket: Ticket) -> None:
        before = await self.tickets.latest()
        await self.tickets.keep(ticket)
        if before is None or ticket.created_at - before.created_at >= TICKET_LIFE:
            self.tickets_again()

    async def _authorised(self, push: AuthorisedPush, now: datetime) -> None:
        """The code says whether it was there before; the note says who starts what follows."""
        origin = await self.authorisations.origin_of(push.invitation) if push.invitation else Origin()
        came_at = min(push.created_at, now)  # not when it was passed on: what was taken back since must stay so
        pending = await self.authorisations.receive(
            push.code, appid=push.appid, origin=origin, expires_at=push.code_expires_at, now=came_at
        )
        kind = "updateauthorized" if push.updated else "authorized"
        if await self.pushes.is_new(_key(kind, push.appid, push.created_at), now=now):
            with suppress(TooBusy, ShuttingDown):
                self.finish(pending)

    async def _unauthorised(self, push: UnauthorisedPush, now: datetime) -> None:
        """Looked up before it is acted upon: one that comes again, or late, takes no newer authorisation away."""
        key = _key("unauthorized", push.appid, push.created_at)
        outdated = await self.authorisations.any_since(push.appid, push.created_at + _SECOND)
        if not outdated and not await self.pushes.seen(key):
            await self.note.revoked(push.appid, now=now)
            await self.pushes.is_new(key, now=now)


def _key(kind: str, appid: str, created_at: datetime) -> str:
    return f"{kind} {appid} {created_at:%Y-%m-%dT%H:%M:%SZ}"
