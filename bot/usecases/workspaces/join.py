"""Find the workspace of the bot's token, and keep it."""

from dataclasses import dataclass

from bot.ports.slack import SlackIdentity
from bot.ports.workspaces import Workspace, Workspaces


@dataclass(frozen=True)
class JoinWorkspace:
    """Runs once at start."""

    identity: SlackIdentity
    workspaces: Workspaces

    async def __call__(self) -> Workspace:
        """Ask Slack and keep the answer; revive a workspace that had ended.

        Raises:
            WorkspaceUnavailable: the token is dead.
            SlackRefused, SlackBusy, SlackUnclear.
        """
        workspace = await self.identity.whoami()
        await self.workspaces.put(workspace)
        return workspace
