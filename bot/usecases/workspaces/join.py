"""Find out which workspace the bot's token belongs to, and remember it."""

from dataclasses import dataclass

from bot.ports.slack import SlackIdentity
from bot.ports.workspaces import Workspace, Workspaces


@dataclass(frozen=True)
class JoinWorkspace:
    """Once at start."""

    identity: SlackIdentity
    workspaces: Workspaces

    async def __call__(self) -> Workspace:
        """Ask Slack and keep the answer; a workspace that had ended is alive again.

        Raises:
            WorkspaceUnavailable: the token is dead.
            SlackRefused, SlackBusy, SlackUnclear.
        """
        workspace = await self.identity.whoami()
        await self.workspaces.put(workspace)
        return workspace
