"""Post a person's answer into the channel."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.blocks.kit.elements import Message
from bot.errors import SlackUnclear
from bot.lib.single_flight import SingleFlight
from bot.ports.slack import Messenger

_ONE_PRESS = timedelta(seconds=30)
"""Presses closer together than this, by any users, want the same post."""
_Key = tuple[str, str, str]


@dataclass(frozen=True)
class ShareMessage:
    """The button "Share to channel"."""

    messenger: Messenger
    _flights: SingleFlight[_Key, None] = field(default_factory=SingleFlight, repr=False)
    _shared: dict[_Key, tuple[datetime, SlackUnclear | None]] = field(default_factory=dict, repr=False)
    """When each message was posted a moment ago, or may have been."""

    async def __call__(self, team_id: str, channel_id: str, message: Message, *, now: datetime) -> None:
        """Post it; a second press while the first is under way, or a moment after it, posts nothing more.

        Raises:
            ChannelUnavailable: the bot is not in the channel.
            SlackUnclear: it may or may not have been posted; a second press raises the same.
            WorkspaceUnavailable, SlackRefused, SlackBusy: nothing was posted.
        """
        key = (team_id, channel_id, message.text)
        self._forget(now)
        if key in self._shared:
            _, unclear = self._shared[key]
            if unclear:
                raise unclear
            return
        await self._flights(key, lambda: self._post(key, message, now))

    async def _post(self, key: _Key, message: Message, now: datetime) -> None:
        team_id, channel_id, _ = key
        try:
            await self.messenger.post(team_id, channel_id, message)
        except SlackUnclear as unclear:
            self._shared[key] = (now, unclear)
            raise
        self._shared[key] = (now, None)

    def _forget(self, now: datetime) -> None:
        """Forget old presses; in both directions, in case the clock was put back."""
        for key, (pressed_at, _) in list(self._shared.items()):
            if abs(now - pressed_at) > _ONE_PRESS:
                del self._shared[key]
