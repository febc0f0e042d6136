"""Receive WeChat's pushes, and handle the news in them."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final

import structlog

from bot.blocks.kit.elements import Message
from bot.blocks.platform import (
    authorised_message,
    failed_message,
    many_message,
    not_granted_message,
    outdated_message,
    revoked_message,
)
from bot.domain.access import Viewpoint
from bot.domain.caveats import REMIND_AFTER
from bot.domain.delivery import Delivery, DeliveryState, ReasonKey, SlackCode
from bot.domain.numbers.snapshot import snapshot_day
from bot.domain.platform import (
    ASK_AGAIN_AFTER,
    FIRST_TICKET_WITHIN,
    TICKET_LATE,
    TICKET_LIFE,
    AuthorisedPush,
    Origin,
    ProgramEvent,
    TicketPush,
    UnauthorisedPush,
)
from bot.domain.programs import AuthStatus, Program
from bot.domain.report import Report
from bot.errors import NoPlatform, OperatorError, ShuttingDown, StorageUnavailable, TemporaryError, TooBusy
from bot.i18n.texts import Texts, supported_locale, texts_for
from bot.lib.work import ignore
from bot.ports.platform import Authorisations, Pending, Platform, Pushes, PushReader, Ticket, Tickets
from bot.ports.programs import ProgramNews
from bot.ports.slack import Person
from bot.usecases.app import App
from bot.usecases.deliver import Composed, Post, Retry, Skip
from bot.usecases.platform.authorisation import start_authorisation
from bot.usecases.programs.authorisation_status import RecordStatus

_log = structlog.get_logger(__name__)

_STATUS: Final = {
    ProgramEvent.AUTHORISED: AuthStatus.READABLE,
    ProgramEvent.NOT_GRANTED: AuthStatus.NOT_GRANTED,
    ProgramEvent.REVOKED: AuthStatus.REVOKED,
}
_READ_WITHIN: Final = 10.0
"""Seconds. The news matter more than the first numbers, and a claimed delivery must not outlast its lease."""
_APART: Final = timedelta(hours=1)
"""Between two messages without a requester."""
_DIRECT: Final = "-dm"


@dataclass(frozen=True)
class ProgramNewsHandler:
    """Serves `DeliveryKind.PROGRAM`."""

    app: App
    read_within: float = _READ_WITHIN

    async def __call__(self, delivery: Delivery, *, now: datetime) -> Composed:
        """Return the news, unless it is outdated; bundled with other news that have no requester."""
        news = await self.app.kept.news.get(delivery.team_id, delivery.subject_id)
        if news is None:
            return Skip(DeliveryState.SKIPPED, ReasonKey.ENDED)
        if news.event is ProgramEvent.FAILED:
            return Post(news.channel_id, await self._failed(news, now))
        news_reported = [news] if news.user_id else await self.app.kept.news.bundle(news, now=now, apart=_APART)
        if isinstance(news_reported, datetime):
            return Retry(news_reported - now, ReasonKey.GAVE_UP)
        programs = await self._still_so(news_reported, now)
        if not programs:
            return Skip(DeliveryState.SKIPPED, ReasonKey.RESOLVED)
        return Post(news.channel_id, await self._message(news, programs, now))

    async def refused(self, delivery: Delivery, code: SlackCode, *, now: datetime) -> None:
        """Do nothing: there is nothing to pause."""

    async def notify(self, delivery: Delivery, *, now: datetime) -> None:
        """Send the requester a direct message instead: `/baselib` can be used where the bot is no member.

        News without a requester belong to nobody: the record has the reason, and the list of programs the status.
        """
        news = await self.app.kept.news.get(delivery.team_id, delivery.subject_id)
        if news is not None and news.user_id not in ("", news.channel_id):
            await self.app.kept.news.add([replace(news, id=f"{news.id}{_DIRECT}", channel_id=news.user_id, at=now)])

    async def _still_so(self, news_reported: Sequence[ProgramNews], now: datetime) -> list[Program]:
        """Return the programs whose status is still the reported one and that still exist in the channel."""
        if not news_reported:
            return []
        event = news_reported[0].event
        here = Viewpoint.of_channel(news_reported[0].team_id, news_reported[0].channel_id)
        programs = await self.app.visible.among(here, [each.appid for each in news_reported])
        if event is ProgramEvent.OUTDATED:
            return [program for program in programs if await self._is_outdated(news_reported[0].team_id, program, now)]
        return [program for program in programs if program.status is _STATUS[event]]

    async def _is_outdated(self, team_id: str, program: Program, now: datetime) -> bool:
        report = await self._report(team_id, program, now)
        return report is not None and snapshot_day(now) - report.snapshot.day >= REMIND_AFTER

    async def _message(self, news: ProgramNews, programs: Sequence[Program], now: datetime) -> Message:
        t, zone = await self._reader(news)
        link = self._link(news, now)
        if len(programs) > 1:
            return many_message(news.event, programs, link, t)
        (program,) = programs
        if news.event is ProgramEvent.NOT_GRANTED:
            return not_granted_message(program, link, t)
        if news.event is ProgramEvent.REVOKED:
            return revoked_message(program, news.at, link, t, zone)
        report = await self._report(news.team_id, program, now)
        if news.event is ProgramEvent.OUTDATED:
            age = snapshot_day(now) - report.snapshot.day if report else REMIND_AFTER
            return outdated_message(program, age, t)
        return authorised_message(program, report, t, zone, in_channel=news.channel_id != news.user_id)

    async def _failed(self, news: ProgramNews, now: datetime) -> Message:
        t, _ = await self._reader(news)
        return failed_message(news.failure, self._link(news, now), t)

    async def _reader(self, news: ProgramNews) -> tuple[Texts, str]:
        """Return the language and the zone of the requester, else the installation's."""
        person = await self.app.people.get(news.team_id, news.user_id) if news.user_id else Person("", "", "")
        return texts_for(
            supported_locale(person.locale, self.app.options.locale)
        ), person.zone or self.app.options.timezone

    async def _report(self, team_id: str, program: Program, now: datetime) -> Report | None:
        """Return the first numbers, if they can be had at once."""
        try:
            async with asyncio.timeout(self.read_within):
                return await self.app.read_report(team_id, program, now=now)
        except StorageUnavailable:
            raise  # the claim runs out by itself
        except (OperatorError, TemporaryError, TimeoutError) as error:
            _log.warning("a program in the news could not be read", appid=program.appid, error=str(error))
            return None

    def _link(self, news: ProgramNews, now: datetime) -> str:
        channel_id = "" if news.channel_id == news.user_id else news.channel_id
        try:
            return start_authorisation(self.app, Origin(news.team_id, channel_id, news.user_id), now=now)
        except NoPlatform:  # its token service belongs to another platform
            return ""


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
