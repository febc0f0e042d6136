"""End a channel's digest."""

from dataclasses import dataclass, replace
from datetime import datetime

from bot.domain.digest.subscription import Lifecycle, Subscription
from bot.errors import NoSubscription
from bot.ports.digest import Subscriptions
from bot.usecases.digest.keep import KeepSubscription


def running(subscription: Subscription | None) -> Subscription:
    """The subscription, unless there is none or it was ended.

    Raises:
        NoSubscription: the channel has no digest.
    """
    if subscription is None or subscription.ended:
        raise NoSubscription
    return subscription


@dataclass(frozen=True)
class EndDigest:
    """`/baselib digest off`."""

    subscriptions: Subscriptions
    keep: KeepSubscription

    async def __call__(self, team_id: str, channel_id: str, *, by: str, now: datetime) -> Subscription:
        """End the channel's digest; returns the subscription that was ended.

        Args:
            team_id: the workspace.
            channel_id: the digest's channel.
            by: the requester.
            now: UTC.

        Raises:
            NoSubscription: there is none, or it was ended before.
        """
        subscription = running(await self.subscriptions.of_channel(team_id, channel_id))
        ended = replace(subscription, state=Lifecycle.ENDED, paused_until=None)
        await self.keep(subscription, ended, by=by, at=now)
        return subscription
