"""Post a channel's digest now, beside its schedule."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.blocks.digest import digest_message
from bot.errors import SlackUnclear
from bot.i18n.texts import texts_for
from bot.ports import Messenger, Subscriptions
from bot.usecases.compose_digest import ComposeDigest
from bot.usecases.end_digest import running

_ONE_PRESS = timedelta(seconds=30)
"""Presses closer together than this, by whomever, want the same message."""


@dataclass(frozen=True)
class SendDigestNow:
    """`/baselib digest now` and the button "Send now". The schedule and the slots' records stay as they are."""

    subscriptions: Subscriptions
    compose: ComposeDigest
    messenger: Messenger
    _under_way: set[tuple[str, str]] = field(default_factory=set, repr=False)
    _pressed_at: dict[tuple[str, str], datetime] = field(default_factory=dict, repr=False)
    """When a message that was posted, or may have been, was asked for."""

    async def __call__(self, team_id: str, channel_id: str, *, now: datetime) -> bool:
        """Post one digest; False when one is under way or was posted a moment ago, and nothing was done.

        Raises:
            NoSubscription: the channel has no digest.
            NoProgram: no program is configured.
            SlackRefused, SlackBusy: nothing was posted.
            SlackUnclear: it may or may not have been posted.
        """
        order = running(await self.subscriptions.of_channel(team_id, channel_id))
        channel = (team_id, channel_id)
        self._forget(now)
        if channel in self._under_way or channel in self._pressed_at:
            return False
        self._under_way.add(channel)
        try:
            digest = await self.compose(order, now=now)
            await self.messenger.post(team_id, channel_id, digest_message(digest, texts_for(order.locale)))
        except SlackUnclear:
            self._pressed_at[channel] = now  # it may be there: a second press must not make it two
            raise
        finally:
            self._under_way.discard(channel)
        self._pressed_at[channel] = now
        return True

    def _forget(self, now: datetime) -> None:
        """Both ways, in case the clock was put back."""
        for channel, pressed_at in list(self._pressed_at.items()):
            if abs(now - pressed_at) > _ONE_PRESS:
                del self._pressed_at[channel]
