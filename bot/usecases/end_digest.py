"""End a channel's digest."""

from dataclasses import dataclass
from typing import Final

from bot.domain.subscription import Subscription
from bot.errors import NoSubscription
from bot.ports import Subscriptions

ENDED: Final = "ended"
"""`Subscription.paused_because` of an order that people ended.

It stays on record: so the environment (`DIGEST_CHANNEL`) does not bring back at the next start what people ended, and a
digest that is taken up again on the same day is not sent twice.
"""


def running(subscription: Subscription | None) -> Subscription:
    """The order, unless there is none or it was ended.

    Raises:
        NoSubscription: the channel has no digest.
    """
    if subscription is None or subscription.paused_because == ENDED:
        raise NoSubscription
    return subscription


@dataclass(frozen=True)
class EndDigest:
    """`/baselib digest off`."""

    subscriptions: Subscriptions

    async def __call__(self, team_id: str, channel_id: str) -> Subscription:
        """End the channel's digest; returns the order that was ended.

        Raises:
            NoSubscription: there is none, or it was ended before.
        """
        subscription = running(await self.subscriptions.of_channel(team_id, channel_id))
        await self.subscriptions.put(subscription.paused(ENDED))
        return subscription
