"""Which workspace owns the programs without a requester."""

from dataclasses import dataclass

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
