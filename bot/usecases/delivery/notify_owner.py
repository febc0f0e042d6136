"""Notices to an owner that a message was not delivered: recorded here, delivered as any other message."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bot.domain.alerts.alert import Alert
from bot.domain.delivery.delivery import Delivery, DeliveryKind, DeliveryState
from bot.domain.digest.subscription import Subscription
from bot.ports.delivery import Deliveries

_SUFFIX: Final = "-notice"


@dataclass(frozen=True)
class NotifyOwner:
    """A notice is a delivery of its own: one is sent, however often and by however many processes it is recorded."""

    deliveries: Deliveries

    async def __call__(self, owned: Subscription | Alert, delivery: Delivery, *, now: datetime) -> None:
        """Record the notice; the reconciler delivers it as a direct message."""
        notice = Delivery(
            notice_of(delivery),
            owned.team_id,
            owned.id,
            delivery.slot,
            now,
            DeliveryState.DUE,
            channel_id=owned.owner_id,
            kind=DeliveryKind.NOTICE,
        )
        await self.deliveries.record([notice])


def notice_of(delivery: Delivery) -> str:
    """The id of the notice about a delivery."""
    return f"{delivery.id}{_SUFFIX}"


def subject_of(notice: Delivery) -> str:
    """The id of the delivery that a notice is about."""
    return notice.id.removesuffix(_SUFFIX)
