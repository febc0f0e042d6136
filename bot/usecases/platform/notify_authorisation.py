"""Notify the requester and the affected channels of an authorisation's outcome."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from bot.domain.digest.subscription import CATCH_UP
from bot.domain.platform.authorisation import REQUIRED_SET, Failure, Origin
from bot.domain.platform.events import ProgramEvent
from bot.domain.programs.program import AuthStatus
from bot.ports.platform import Pending
from bot.ports.programs import KeptProgram, KeptPrograms, News, ProgramNews
from bot.usecases.programs.authorisation_status import ChannelsOfProgram, news_for


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
    """The same news as `RecordStatus` makes of a refused reading."""
    return news_for(team_id, channels, appid, ProgramEvent.NOT_GRANTED, moment=since.isoformat(), at=since)


def _event(program: KeptProgram) -> ProgramEvent:
    granted = REQUIRED_SET in (program.permission_sets or ())
    return ProgramEvent.AUTHORISED if granted else ProgramEvent.NOT_GRANTED


def _where(origin: Origin) -> str:
    """The channel, or the user (a direct message) when it was not asked in a channel."""
    return origin.channel_id or origin.user_id if origin.team_id else ""
