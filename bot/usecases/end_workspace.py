"""Stop everything for a workspace that took the app away."""

from dataclasses import dataclass, replace

from bot.ports import Workspaces


@dataclass(frozen=True)
class EndWorkspace:
    """The events app_uninstalled and tokens_revoked."""

    workspaces: Workspaces

    async def __call__(self, team_id: str) -> None:
        """Deliver nothing more to it; what it ordered stays on record for a later installation."""
        if workspace := await self.workspaces.get(team_id):
            await self.workspaces.put(replace(workspace, ended=True))
