"""Finish an authorisation, or resume it: exchange the code, keep the program, notify the requester."""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final
from weakref import WeakValueDictionary

import structlog

from bot.domain.access import SYSTEM, AuditAction, AuditEntry
from bot.domain.digest.subscription import CATCH_UP
from bot.domain.numbers.snapshot import Visible
from bot.domain.platform import (
    CODE_SPENT,
    NOT_AUTHORISED,
    REQUIRED_SET,
    Failure,
    FailureKey,
    Origin,
    Profile,
    ProgramEvent,
)
from bot.domain.programs import AuthStatus, MerchantChoice
from bot.errors import TemporaryError, WeChatRefused
from bot.lib.work import Exclusive
from bot.ports.people import AuditLog
from bot.ports.platform import Authorisations, Authorisers, Pending, Platform
from bot.ports.programs import KeptProgram, KeptPrograms, News, ProgramNews
from bot.usecases.programs.authorisation_status import ChannelsOfProgram, news_for
from bot.usecases.programs.opt_ins import KeepOptIn
from bot.usecases.programs.visible import AssignProgram

_log = structlog.get_logger(__name__)

_AT_ONCE: Final = 4
"""Each holds one of the connections reserved for locks (`bot.wechat.token_sources.AT_ONCE`)."""


@dataclass(frozen=True)
class NotifyAuthorisation:
    """Calls may be repeated: each message is sent once. Every method raises `StorageUnavailable`."""

    kept: KeptPrograms
    news: News
    channels_of: ChannelsOfProgram

    async def authorised(
        self, pending: Pending, program: KeptProgram, teams: Iterable[str], *, now: datetime
    ) -> ProgramEvent:
        """Record the program's status in each of its workspaces, and notify.

        A program's channels are notified when it becomes readable again, or no longer is; that it still is concerns
        only the requester.
        """
        event = _event(program)
        for team_id in teams:
            channels = await self.channels_of(team_id, program.appid)
            others = [channel_id for channel_id in channels if channel_id != _where(pending.origin)]
            if event is ProgramEvent.NOT_GRANTED:
                await self._not_granted(pending, program, team_id, others, now)
            elif (await self.kept.statuses(team_id)).get(program.appid):
                await self.news.add(
                    news_for(team_id, others, program.appid, event, moment=pending.id, at=now)
                )  # before the status: after a crash in between it is still old, and the news are added again
                await self.kept.set_status(team_id, program.appid, AuthStatus.READABLE, now=now)
        return await self.requester(pending, program, now=now)

    async def requester(self, pending: Pending, program: KeptProgram, *, now: datetime) -> ProgramEvent:
        """Notify the requester, where they asked."""
        event = _event(program)
        moment = pending.id
        if event is ProgramEvent.NOT_GRANTED:
            since = await self.kept.status_since(pending.origin.team_id, program.appid)
            if since and since == pending.received_at:  # else the next reading would be refused, and notify
                moment = since.isoformat()
        await self._notify(pending, program.appid, event, moment=moment, now=now)
        return event

    async def failed(self, pending: Pending, failure: Failure, *, now: datetime) -> None:
        """Tell the requester why it failed."""
        await self._notify(pending, pending.appid, ProgramEvent.FAILED, moment=pending.id, now=now, failure=failure)

    async def _not_granted(
        self, pending: Pending, program: KeptProgram, team_id: str, others: Iterable[str], now: datetime
    ) -> None:
        await self.kept.set_status(team_id, program.appid, AuthStatus.NOT_GRANTED, now=pending.received_at or now)
        since = await self.kept.status_since(team_id, program.appid)
        if since and now - since <= CATCH_UP:
            await self.news.add(_not_granted_since(since, team_id, others, program.appid))

    async def _notify(
        self,
        pending: Pending,
        appid: str,
        event: ProgramEvent,
        *,
        moment: str,
        now: datetime,
        failure: Failure | None = None,
    ) -> None:
        team_id, where, user_id = pending.origin.team_id, _where(pending.origin), pending.origin.user_id
        if where:
            await self.news.add(
                news_for(team_id, [where], appid, event, moment=moment, at=now, user_id=user_id, failure=failure)
            )


def _not_granted_since(since: datetime, team_id: str, channels: Iterable[str], appid: str) -> list[ProgramNews]:
    """Return the same news as `RecordStatus` makes of a refused reading."""
    return news_for(team_id, channels, appid, ProgramEvent.NOT_GRANTED, moment=since.isoformat(), at=since)


def _event(program: KeptProgram) -> ProgramEvent:
    granted = REQUIRED_SET in (program.permission_sets or ())
    return ProgramEvent.AUTHORISED if granted else ProgramEvent.NOT_GRANTED


def _where(origin: Origin) -> str:
    """Return the channel, or the user (a direct message) when it was not asked in a channel."""
    return origin.channel_id or origin.user_id if origin.team_id else ""


@dataclass(frozen=True, slots=True)
class Outcome:
    event: ProgramEvent | None = None
    """None while it is under way: WeChat could not be reached yet, and it is retried."""
    appid: str = ""
    nickname: str = ""
    """From outside."""
    failure: Failure | None = None
    """Why it failed."""


UNDER_WAY: Final = Outcome()


@dataclass(frozen=True)
class FinishAuthorisation:
    """The code comes by push and by redirect, in either order, twice, or by only one of them, to any replica.

    So every step may be repeated: a code is exchanged once, and each channel is notified once. The later one may know
    more: a redirect names the requester, and then the program moves to their workspace and their channel is notified.
    """

    platform: Platform
    authorisations: Authorisations
    authorisers: Authorisers
    place: AssignProgram
    notify: NotifyAuthorisation
    exclusive: Exclusive
    audit: AuditLog
    keep_opt_in: KeepOptIn
    _room: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(_AT_ONCE))
    _turns: WeakValueDictionary[str, asyncio.Lock] = field(default_factory=WeakValueDictionary)

    async def __call__(self, pending: Pending, *, now: datetime) -> Outcome:
        """Finish an authorisation as far as possible now.

        Args:
            pending: as `Authorisations.receive` returned it.

        Raises:
            StorageUnavailable: it stays unfinished.
        """
        turn = self._turns.setdefault(pending.id, asyncio.Lock())  # `exclusive` does nothing in a single process
        async with turn, self._room, self.exclusive(f"authorisation-{pending.id}"):
            kept = await self.authorisations.get(pending.id)
            if kept is None:
                return Outcome(ProgramEvent.FAILED, failure=Failure(FailureKey.EXPIRED))
            return await (self._first(kept, now) if kept.done_at is None else self._again(kept, now))

    async def _first(self, pending: Pending, now: datetime) -> Outcome:
        settled = await self._settled(pending, now)
        if settled is None:
            return UNDER_WAY
        pending = await self.authorisations.get(pending.id) or pending  # by now the requester may be known
        if isinstance(settled, Failure):
            await self.notify.failed(pending, settled, now=now)
            await self.authorisations.finish(pending, appid=pending.appid, failure=settled, now=now)
            return Outcome(ProgramEvent.FAILED, pending.appid, failure=settled)
        teams = await self.place(settled, pending.origin, now=now)
        if not teams:  # the bot has joined no workspace yet
            return UNDER_WAY
        await self._keep_choice(pending, settled.appid, teams, now)
        event = await self.notify.authorised(pending, settled, teams, now=now)
        for team_id in teams[1:]:
            async with self.audit.recording(_authorised(team_id, pending, settled, now)):
                pass
        async with self.audit.recording(_authorised(teams[0], pending, settled, now)):
            await self.authorisations.finish(pending, appid=settled.appid, now=now)
        return Outcome(event, settled.appid, settled.nickname)

    async def _again(self, pending: Pending, now: datetime) -> Outcome:
        """Repeat what a late redirect changes: the requester may be known only now."""
        if pending.failure:
            await self.notify.failed(pending, pending.failure, now=now)
            return Outcome(ProgramEvent.FAILED, pending.appid, failure=pending.failure)
        program = await self.place.moved(pending.appid, pending.origin, now=now)
        if program is None:
            return Outcome(ProgramEvent.REVOKED, pending.appid)
        await self._keep_choice(pending, program.appid, await self.place.kept.teams_of(program.appid), now)
        event = await self.notify.requester(pending, program, now=now)
        return Outcome(event, program.appid, program.nickname)

    async def _keep_choice(self, pending: Pending, appid: str, teams: Sequence[str], now: datetime) -> None:
        """They agreed with the workspace that asked; a no counts for all that have the program."""
        choice = pending.origin.choice
        opted_in = [pending.origin.team_id] if choice is MerchantChoice.AGREED else teams
        for team_id in opted_in if choice is not MerchantChoice.UNASKED else ():
            if team_id in teams:
                await self.keep_opt_in.merchant_chose(team_id, Visible(appid), choice, now=now)

    async def _settled(self, pending: Pending, now: datetime) -> KeptProgram | Failure | None:
        """Return the program; or why the authorisation failed; or None when it is to be retried."""
        try:
            profile = await self._exchanged(pending, now)
        except (WeChatRefused, TemporaryError) as error:
            _log.warning("an authorisation is not finished", authorisation=pending.id, error=str(error))
            return _given_up(pending, error, now)
        if not profile.is_mini_program:
            await self.authorisers.drop(profile.appid)
            return Failure(FailureKey.OFFICIAL_ACCOUNT)
        return KeptProgram.of(profile, now=now)

    async def _exchanged(self, pending: Pending, now: datetime) -> Profile:
        """Return the authorised account; its refresh token is durably kept."""
        try:
            authorisation = await self.platform.exchange(pending.code)
        except WeChatRefused as refusal:
            if refusal.code in CODE_SPENT and pending.appid:
                return await self._recovered(pending.appid, refusal)
            raise
        appid = authorisation.appid
        if not pending.appid:  # after a crash from here on the code can no longer be asked
            await self.authorisations.receive(
                pending.code, appid=appid, origin=pending.origin, expires_at=pending.expires_at, now=now
            )
        profile = await self.platform.profile(appid)
        if not authorisation.refresh_token:  # else it is kept already, and by now there may be a newer one
            await self.authorisers.keep({appid: profile.refresh_token})
        return replace(profile, permission_sets=profile.permission_sets or authorisation.permission_sets)

    async def _recovered(self, appid: str, refusal: WeChatRefused) -> Profile:
        """Return a process exchanged the code and crashed, or another platform did.

        WeChat then has the refresh token.
        """
        profile = await self.platform.profile(appid)
        if not profile.refresh_token:
            raise refusal
        await self.authorisers.keep({appid: profile.refresh_token})
        return profile


def _authorised(team_id: str, pending: Pending, program: KeptProgram, now: datetime) -> AuditEntry:
    """By the requester in their workspace; elsewhere, and without a requester, by the system."""
    by = pending.origin.user_id if pending.origin.team_id == team_id else ""
    sets = sorted(program.permission_sets or ())
    return AuditEntry(
        team_id, now, by or SYSTEM, AuditAction.AUTHORISED, program.appid, after={"permission_sets": sets}
    )


def _given_up(pending: Pending, error: WeChatRefused | TemporaryError, now: datetime) -> Failure | None:
    """Why no further attempt is worth it; None when one is.

    The operator can resolve a refusal, such as that of an unregistered address, while the code is good. A used code may
    be followed by a push that says whose it was.
    """
    if isinstance(error, TemporaryError):
        return Failure(FailureKey.EXPIRED) if now - pending.expires_at > CATCH_UP else None
    code = error.code
    spent = code in CODE_SPENT
    if code == NOT_AUTHORISED or (spent and pending.appid) or now >= pending.expires_at:
        return Failure(FailureKey.EXPIRED) if spent else Failure(FailureKey.REFUSED, code, error.address or "")
    return None


@dataclass(frozen=True)
class ResumeAuthorisations:
    """A routine for the scheduler: a process crashed during one, or WeChat could not be reached."""

    authorisations: Authorisations
    finish: FinishAuthorisation

    async def __call__(self, *, now: datetime) -> None:
        """Try each once more; a failure does not stop the others.

        Raises:
            StorageUnavailable: they stay unfinished.
        """
        waiting = await self.authorisations.unfinished()
        results = await asyncio.gather(*(self.finish(each, now=now) for each in waiting), return_exceptions=True)
        for result in results:
            if isinstance(result, BaseException):
                raise result
