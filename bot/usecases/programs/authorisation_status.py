"""Record whether WeChat lets us read a program, and notify its channels once."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from bot.domain.access.audit import SYSTEM, AuditAction, AuditEntry
from bot.domain.access.roles import Viewpoint
from bot.domain.digest.subscription import CATCH_UP
from bot.domain.fleet.asked import Asked
from bot.domain.platform.events import ProgramEvent
from bot.domain.programs.program import AuthStatus
from bot.ports.access import AuditLog
from bot.ports.platform import Authorisations, Authorisers
from bot.ports.programs import KeptPrograms, News, Programs
from bot.ports.workspaces import Workspaces
from bot.usecases.programs.news import ChannelsOfProgram, news_for

_EVENTS = {AuthStatus.REVOKED: ProgramEvent.REVOKED, AuthStatus.NOT_GRANTED: ProgramEvent.NOT_GRANTED}
_SETTLES: Final = timedelta(minutes=2)
"""For so long after an authorisation a refusal may concern the one before: a call was under way, or a replica had not
yet looked for the new token."""


@dataclass(frozen=True)
class RecordStatus:
    """Records a program's status in every workspace that has it: WeChat knows of no workspaces.

    Calls may be repeated, by any process, so a crash before the notification is repaired. Every method raises
    `StorageUnavailable`.
    """

    kept: KeptPrograms
    programs: Programs
    workspaces: Workspaces
    authorisers: Authorisers
    authorisations: Authorisations
    news: News
    channels_of: ChannelsOfProgram
    audit: AuditLog

    async def revoked(self, appid: str, *, now: datetime) -> None:
        """Record that its admin revoked the authorisation, or never gave it: its tokens are worthless."""
        await self.authorisers.drop(appid)
        await self._record(appid, AuthStatus.REVOKED, now)

    async def refused(self, appid: str, *, now: datetime) -> bool:
        """Record that WeChat refused a call as not authorised; False when it was authorised again a moment ago.

        Then the new tokens are kept; the next call will tell which is true.
        """
        if await self.authorisations.any_since(appid, now - _SETTLES):
            return False
        await self.revoked(appid, now=now)
        return True

    async def not_granted(self, appid: str, *, now: datetime) -> None:
        """Record that it is authorised without permission set 18."""
        await self._record(appid, AuthStatus.NOT_GRANTED, now)

    async def readable(self, appid: str, *, now: datetime) -> None:
        """Record that it could be read, or that nothing prevents it any more."""
        for team_id in await self._teams_of(appid):
            await self.kept.set_status(team_id, appid, AuthStatus.READABLE, now=now)

    async def statuses(self) -> Mapping[str, AuthStatus]:
        """The status of all programs of any workspace that are not simply readable, by AppID."""
        found: dict[str, AuthStatus] = {}
        for workspace in await self.workspaces.all():
            found |= await self.kept.statuses(workspace.team_id)
        return found

    async def _record(self, appid: str, status: AuthStatus, now: datetime) -> None:
        for team_id in await self._teams_of(appid):
            await self._set(team_id, appid, status, now)
            since = await self.kept.status_since(team_id, appid)
            if since is None or now - since > CATCH_UP:  # it changed meanwhile, or is too old for news
                continue
            channels = await self.channels_of(team_id, appid)
            moment = since.isoformat()
            await self.news.add(news_for(team_id, channels, appid, _EVENTS[status], moment=moment, at=since))

    async def _set(self, team_id: str, appid: str, status: AuthStatus, now: datetime) -> None:
        before = (await self.kept.statuses(team_id)).get(appid, AuthStatus.READABLE)
        if before is status:
            return
        was, becomes = {"standing": before.value}, {"standing": status.value}
        async with self.audit.recording(
            AuditEntry(team_id, now, SYSTEM, AuditAction.AUTHORISATION_ENDED, appid, was, becomes)
        ):
            await self.kept.set_status(team_id, appid, status, now=now)

    async def _teams_of(self, appid: str) -> list[str]:
        """The workspaces that keep it, and those whose settings name it."""
        keeping = await self.kept.teams_of(appid)
        return [
            workspace.team_id
            for workspace in await self.workspaces.all()
            if workspace.team_id in keeping
            or await self.programs.count(Asked(Viewpoint.everything(workspace.team_id), appids=[appid]))
        ]
