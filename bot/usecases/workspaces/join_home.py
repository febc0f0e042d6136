"""Where many workspaces are served: what runs once at start."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import structlog

from bot.errors import SlackRefused
from bot.ports.clock import Clock
from bot.ports.slack import SlackIdentity
from bot.ports.workspaces import Installation, Installations, Workspace, Workspaces
from bot.usecases.programs.home_workspace import HomeWorkspace

_log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class AdoptToken:
    """Takes over the token from the time of a single workspace (`SLACK_BOT_TOKEN`)."""

    token: str = field(repr=False)
    identity: SlackIdentity
    installations: Installations
    keep: Callable[[Installation], Awaitable[None]]
    clock: Clock

    async def __call__(self) -> None:
        """Make it the installation of its workspace, unless that has one; a token that is dead is left alone.

        Raises:
            SlackBusy, SlackUnclear: its workspace is not known yet.
            StorageUnavailable: it cannot be kept.
        """
        try:
            workspace = await self.identity.whoami()
        except SlackRefused as error:
            _log.warning("SLACK_BOT_TOKEN does not work", error=str(error))
            return
        if await self.installations.get(workspace.team_id) is None:
            now = await self.clock.now()
            await self.keep(Installation(workspace.team_id, workspace.name, workspace.bot_user_id, self.token, now))


@dataclass(frozen=True)
class JoinHome:
    """Finds the workspace of the settings' digest."""

    home: HomeWorkspace
    workspaces: Workspaces
    adopt: AdoptToken | None = None

    async def __call__(self) -> Workspace | None:
        """The home workspace; None until it has installed the bot.

        Raises:
            SlackBusy, SlackUnclear, StorageUnavailable.
        """
        if self.adopt:
            await self.adopt()
        workspace = await self.workspaces.get(await self.home())
        return None if workspace is None or workspace.ended else workspace
