"""Which workspace owns a program: an authorised one, and those without a requester."""

from dataclasses import dataclass
from datetime import datetime

from bot.domain.platform.authorisation import Origin
from bot.domain.programs.program import AuthStatus
from bot.ports.platform import Authorisations
from bot.ports.programs import KeptProgram, KeptPrograms
from bot.ports.workspaces import Workspaces


@dataclass(frozen=True)
class HomeWorkspace:
    """Owns programs from the settings and any listed program that no other workspace has."""

    workspaces: Workspaces
    many: bool = False
    """Whether any workspace can install the bot."""
    team_id: str = ""
    """`BASELIB_HOME_TEAM`."""

    async def __call__(self) -> str:
        """Its id; empty before there is any workspace.

        Where many are served it stays the first one even after that one removes the bot: the next one in turn would see
        another's programs.

        Raises:
            StorageUnavailable: it cannot be looked up.
        """
        if self.team_id:
            return self.team_id
        if self.many:
            first = await self.workspaces.first()
            return first.team_id if first else ""
        return next(iter(await self.joined()), "")

    async def joined(self) -> list[str]:
        """The workspaces that have not ended, oldest first. The home one may be missing.

        Raises:
            StorageUnavailable: they cannot be looked up.
        """
        return [workspace.team_id for workspace in await self.workspaces.all()]


@dataclass(frozen=True)
class AssignProgram:
    """The requester's workspace, else those that have the program, else the home workspace.

    A workspace that has removed the bot keeps its programs: no other one inherits them.
    """

    kept: KeptPrograms
    workspaces: Workspaces
    home: HomeWorkspace
    authorisations: Authorisations

    async def __call__(self, program: KeptProgram, origin: Origin, *, now: datetime) -> list[str]:
        """Keep a program; returns its workspaces now, none while the intended one does not exist.

        Raises:
            StorageUnavailable: nothing can be looked up or kept.
        """
        await self.moved(program.appid, origin, now=now)
        joined = await self.home.joined()
        having = await self.kept.teams_of(program.appid)
        requesting = [origin.team_id] if origin.team_id and await self.workspaces.get(origin.team_id) else []
        teams = sorted({*having, *requesting}) or [home for home in [await self.home()] if home in joined]
        for team_id in teams:
            before = await self.kept.get(team_id, program.appid) or program
            await self.kept.put(team_id, [program.listed_as(before)])
        return teams

    async def moved(self, appid: str, origin: Origin, *, now: datetime) -> KeptProgram | None:
        """Move a program to the requester's workspace; the home workspace releases it unless it also requested it.

        None when no workspace has it, or when its authorisation was revoked.
        """
        joined = await self.home.joined()
        having = await self.kept.teams_of(appid)
        if not having:
            return None
        program = await self.kept.get(having[0], appid)
        status = (await self.kept.statuses(having[0])).get(appid, AuthStatus.READABLE)
        if program and origin.team_id in joined and origin.team_id not in having:
            await self.kept.put(origin.team_id, [program])
            since = await self.kept.status_since(having[0], appid)
            await self.kept.set_status(origin.team_id, appid, status, now=since or now)
        askers = {asker.team_id for asker in await self.authorisations.origins(appid)}
        home = await self.home()
        if origin.team_id in joined and home in having and home not in {origin.team_id, *askers}:
            await self.kept.remove(home, appid)
        return None if status is AuthStatus.REVOKED else program
