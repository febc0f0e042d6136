"""Find out whether the bot is in a channel that is to get digests or alerts."""

from dataclasses import dataclass
from typing import Final

from bot.domain.delivery.presence import Presence
from bot.errors import BotError, ChannelUnavailable
from bot.ports.slack import People
from bot.ports.workspaces import Workspaces

_DIRECT: Final = "D"


@dataclass(frozen=True)
class FindBot:
    """The bot is a member like any other person."""

    people: People
    workspaces: Workspaces

    async def __call__(self, team_id: str, channel_id: str) -> Presence:
        """Its place in the channel; where Slack does not tell, that is no error: the channel's order is kept already.

        Raises:
            StorageUnavailable: the workspace cannot be read.
        """
        if channel_id.startswith(_DIRECT):
            return Presence.THERE
        workspace = await self.workspaces.get(team_id)
        if workspace is None:
            return Presence.UNKNOWN
        try:
            there = await self.people.is_member(team_id, channel_id, workspace.bot_user_id)
        except ChannelUnavailable:  # a private one, which the bot does not see
            return Presence.MISSING
        except BotError:
            return Presence.UNKNOWN
        return Presence.THERE if there else Presence.MISSING
