"""Post into a channel what one person was shown."""

from dataclasses import dataclass, field

from bot.blocks.message import Message
from bot.ports import Messenger
from bot.single_flight import SingleFlight


@dataclass(frozen=True)
class ShareMessage:
    """The button "Share to channel"."""

    messenger: Messenger
    _flights: SingleFlight[tuple[str, str, str], str] = field(default_factory=SingleFlight)

    async def __call__(self, team_id: str, channel_id: str, message: Message) -> None:
        """Post it; a second press while the first is still under way posts nothing more.

        Raises:
            ChannelUnavailable: the bot is not in the channel.
            WorkspaceUnavailable, SlackRefused, SlackBusy, SlackUnclear.
        """
        await self._flights(
            (team_id, channel_id, message.text), lambda: self.messenger.post(team_id, channel_id, message)
        )
