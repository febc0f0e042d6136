"""Receive what WeChat pushes to the third-party platform."""

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
_DISTINCT: Final = timedelta(days=6)
"""After a week the record of a handled push may be gone; then a replay could not be recognised."""


@dataclass(frozen=True)
class ReceivePush:
    """Handles one push: kept first, then recorded as handled, so that after a crash WeChat sends it again.

    Pushes come twice, late and in any order: WeChat repeats what was not acknowledged, and a provider's own platform
    may forward them, unchanged, at any time. So their age is no reason to refuse them.
    """

    reader: PushReader
    pushes: Pushes
    tickets: Tickets
    authorisations: Authorisations
    note: RecordStatus
    finish: Callable[[Pending], None]
    """Starts the rest of an authorisation in the background; should it never run, a tick finds it unfinished."""
    tickets_again: Callable[[], None] = ignore
    """Called when a ticket comes and there was no good one before: what waited can go on."""

    async def __call__(self, query: Mapping[str, str], body: bytes, *, now: datetime) -> None:
        """Handle a push: when this returns it is durably kept, and may be acknowledged.

        Raises:
            PushRefused: it is not from WeChat, or not for this platform.
            StorageUnavailable: WeChat must send it again.
        """
        match self.reader.read(query, body):
            case TicketPush() as push:
                await self._ticket(Ticket(push.ticket, push.created_at))
            case AuthorisedPush() as push if now - push.created_at <= _DISTINCT:
                await self._authorised(push, now)
            case UnauthorisedPush() as push if now - push.created_at <= _DISTINCT:
                await self._unauthorised(push, now)
            case _:  # of an unused kind, or so old that it can only be a replay
                pass

    async def _ticket(self, ticket: Ticket) -> None:
        before = await self.tickets.latest()
        await self.tickets.keep(ticket)
        if before is None or ticket.created_at - before.created_at >= TICKET_LIFE:
            self.tickets_again()

    async def _authorised(self, push: AuthorisedPush, now: datetime) -> None:
        """Keep the code; only the first process to record the push starts the rest."""
        origin = await self.authorisations.origin_of(push.invitation) if push.invitation else Origin()
        came_at = min(push.created_at, now)  # not when it was forwarded: a later revocation must stand
        pending = await self.authorisations.receive(
            push.code, appid=push.appid, origin=origin, expires_at=push.code_expires_at, now=came_at
        )
        kind = "updateauthorized" if push.updated else "authorized"
        if await self.pushes.is_new(_key(kind, push.appid, push.created_at), now=now):
            with suppress(TooBusy, ShuttingDown):
                self.finish(pending)

    async def _unauthorised(self, push: UnauthorisedPush, now: datetime) -> None:
        """Check first: a repeated or late push must not revoke a newer authorisation."""
        key = _key("unauthorized", push.appid, push.created_at)
        outdated = await self.authorisations.any_since(push.appid, push.created_at + _SECOND)
        if not outdated and not await self.pushes.seen(key):
            await self.note.revoked(push.appid, now=now)
            await self.pushes.is_new(key, now=now)


def _key(kind: str, appid: str, created_at: datetime) -> str:
    return f"{kind} {appid} {created_at:%Y-%m-%dT%H:%M:%SZ}"
