"""Stop everything for a workspace that removed the app."""

from dataclasses import dataclass, replace
from datetime import datetime

import structlog

from bot.ports.agents import PersonalTokens
from bot.ports.workspaces import Installations, Workspace, Workspaces

_log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class EndWorkspace:
    """Handles app_uninstalled, tokens_revoked, and a token that `auth.test` says was revoked."""

    workspaces: Workspaces
    installations: Installations | None = None
    """None where the bot serves one workspace, with the token of the settings."""
    personal_tokens: PersonalTokens | None = None
    """None where nobody has one."""

    async def __call__(self, team_id: str, *, at: datetime | None = None) -> None:
        """Deliver nothing more to it, and drop its tokens; its subscriptions stay for a later installation.

        Args:
            at: when it removed the app (UTC), if known: Slack reports late when we did not answer, and by then the
                workspace may have installed it again.

        Raises:
            StorageUnavailable: nothing has changed.
        """
        workspace = await self.workspaces.get(team_id)
        org_id = workspace.enterprise_id if workspace else ""
        if at and await self.is_replaced(team_id, at=at):
            return
        if workspace:
            await self._end(workspace)
        if self.installations is None:
            return
        await self.installations.drop(team_id)
        if org_id and not any(each.enterprise_id == org_id for each in await self.workspaces.all()):
            await self.installations.drop(org_id)  # it was the last one

    async def shut_out(self, team_id: str, *, at: datetime | None = None) -> None:
        """End one workspace of an organisation's installation; with an installation of its own it goes on.

        The organisation's tokens stay, also after its last workspace: it may allow another one next.

        Args:
            at: as in `__call__`.

        Raises:
            StorageUnavailable: nothing has changed.
        """
        if self.installations and await self.installations.get(team_id):
            return
        workspace = await self.workspaces.get(team_id)
        if workspace and not (at and await self._is_newer(workspace.enterprise_id, at)):
            await self._end(workspace)

    async def organisation(self, enterprise_id: str, *, at: datetime | None = None) -> None:
        """End every workspace that is served through an organisation's installation.

        Args:
            at: as in `__call__`.

        Raises:
            StorageUnavailable: some of them go on.
        """
        if at and await self._is_newer(enterprise_id, at):
            return
        for workspace in await self.workspaces.all():
            if workspace.enterprise_id == enterprise_id:
                await self._end(workspace)
        if self.installations:
            await self.installations.drop(enterprise_id)

    async def is_replaced(self, team_id: str, *, at: datetime) -> bool:
        """Whether the bot was installed again after a moment (UTC), in the workspace or in its organisation.

        Raises:
            StorageUnavailable: that cannot be looked up.
        """
        workspace = await self.workspaces.get(team_id)
        org_id = workspace.enterprise_id if workspace else ""
        return await self._is_newer(team_id, at) or await self._is_newer(org_id, at)

    async def _end(self, workspace: Workspace) -> None:
        if self.personal_tokens:
            await self.personal_tokens.remove_all(workspace.team_id)
        await self.workspaces.put(replace(workspace, ended=True, suspended_at=None, suspended_because=None))

    async def _is_newer(self, installation_id: str, at: datetime) -> bool:
        """Whether the present installation is newer than a moment."""
        found = await self.installations.get(installation_id) if self.installations else None
        newer = found is not None and at < found.installed_at.replace(microsecond=0)  # events come in whole seconds
        if newer:
            _log.info("an earlier installation ended", installation=installation_id)
        return newer
