"""Note that WeChat does, or does not, let us read a program, and tell its channels once."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from bot.domain.access.audit import SYSTEM, AuditAction, AuditEntry
from bot.domain.digest.due import CATCH_UP
from bot.domain.platform.events import ProgramEvent
from bot.domain.programs.program import AuthStatus
from bot.ports.access import AuditLog
from bot.ports.platform import Authorisations, Authorisers
from bot.ports.programs import KeptPrograms, News, Programs
from bot.ports.workspaces import Workspaces
from bot.usecases.programs.channels import ChannelsOfProgram
from bot.usecases.programs.news import news_for

_TOLD = {AuthStatus.REVOKED: ProgramEvent.REVOKED, AuthStatus.NOT_GRANTED: ProgramEvent.NOT_GRANTED}
_SETTLES: Final = timedelta(minutes=2)
"""For so long after an authorisation a refusal may concern the one before: a call was under way, or a replica had not
yet looked for the new token."""


@dataclass(frozen=True)
class RecordStatus:
    """In every workspace that has the program: WeChat knows of no workspaces.

    Everything may be noted again, by whomever: a process that died before it had told the channels is made good for.
    Every method raises `StorageUnavailable`.
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
        """Its admin took the authorisation back, or never gave it: its tokens are worth nothing any more."""
        await self.authorisers.drop(appid)
        await self._stands(appid, AuthStatus.REVOKED, now)

    async def refused(self, appid: str, *, now: datetime) -> bool:
        """WeChat says of a call that it is not authorised; False when it was authorised again a moment ago.

        What has just been entrusted to us is not forgotten then; the next call will tell.
        """
        if await self.authorisations.any_since(appid, now - _SETTLES):
            return False
        await self.revoked(appid, now=now)
        return True

    async def not_granted(self, appid: str, *, now: datetime) -> None:
        """It is authorised without permission set 18."""
        await self._stands(appid, AuthStatus.NOT_GRANTED, now)

    async def readable(self, appid: str, *, now: datetime) -> None:
        """It could be read, or nothing speaks against it any more."""
        for team_id in await self._teams_of(appid):
            await self.kept.stand(team_id, appid, AuthStatus.READABLE, now=now)

    async def standings(self) -> Mapping[str, AuthStatus]:
        """Of the programs of any workspace that are not simply readable, by AppID."""
        found: dict[str, AuthStatus] = {}
        for workspace in await self.workspaces.all():
            found |= await self.kept.standings(workspace.team_id)
        return found

    async def _stands(self, appid: str, standing: AuthStatus, now: datetime) -> None:
        for team_id in await self._teams_of(appid):
            await self._stand(team_id, appid, standing, now)
            since = await self.kept.stands_since(team_id, appid)
            if since is None or now - since > CATCH_UP:  # it changed meanwhile, or is no news any more
                continue
            channels = await self.channels_of(team_id, appid)
            moment = since.isoformat()
            await self.news.add(news_for(team_id, channels, appid, _TOLD[standing], moment=moment, at=since))

    async def _stand(self, team_id: str, appid: str, standing: AuthStatus, now: datetime) -> None:
        before = (await self.kept.standings(team_id)).get(appid, AuthStatus.READABLE)
        if before is standing:
            return
        was, becomes = {"standing": before.value}, {"standing": standing.value}
        async with self.audit.noting(
            AuditEntry(team_id, now, SYSTEM, AuditAction.AUTHORISATION_ENDED, appid, was, becomes)
        ):
            await self.kept.stand(team_id, appid, standing, now=now)

    async def _teams_of(self, appid: str) -> list[str]:
        """Those that keep it, and those whose settings name it."""
        keeping = await self.kept.teams_of(appid)
        return [
            workspace.team_id
            for workspace in await self.workspaces.all()
            if workspace.team_id in keeping or (await self.programs.all(workspace.team_id)).get(appid)
        ]
