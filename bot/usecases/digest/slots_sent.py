"""The digests that a subscription has sent: a new one is compared with the last."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from bot.domain.delivery.delivery import DeliveryKind, DeliveryState
from bot.domain.digest.subscription import Subscription
from bot.ports.delivery import Deliveries

_LOOK_BACK: Final = 64
"""Deliveries searched: a daily digest has at most 31 slots between two signs of life."""


async def slots_sent(deliveries: Deliveries, subscription: Subscription, *, before: date) -> Sequence[date]:
    """The slots before a day whose digest was sent, the newest first.

    Raises:
        StorageUnavailable: nothing can be looked up.
    """
    history = await deliveries.history(subscription.team_id, subscription.id, limit=_LOOK_BACK)
    sent = (
        kept.slot
        for kept in history
        if kept.kind is DeliveryKind.DIGEST and kept.state is DeliveryState.SENT and kept.slot < before
    )
    return sorted(sent, reverse=True)
