"""What a delivery says: each kind has its handler, and an owner gets a notice of what was not delivered."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Protocol

from bot.blocks.kit.elements import Message
from bot.domain.alerts.alert import Alert
from bot.domain.delivery.delivery import Delivery, DeliveryKind, DeliveryState, ReasonKey, SlackCode
from bot.domain.digest.subscription import Subscription
from bot.ports.delivery import Deliveries


@dataclass(frozen=True, slots=True)
class Post:
    """Post this message there."""

    channel_id: str
    """A channel, or a user for a direct message."""
    message: Message


@dataclass(frozen=True, slots=True)
class Skip:
    """Post nothing, now or later."""

    state: DeliveryState
    """SKIPPED when that is right, FAILED when it is not."""
    reason: ReasonKey


@dataclass(frozen=True, slots=True)
class Retry:
    """Post nothing yet; try again until the time for catching up is over."""

    how_long: timedelta
    reason: ReasonKey
    """Recorded when no attempt came to a post."""


Composed = Post | Skip | Retry


class DeliveryHandler(Protocol):
    """Handles one kind of delivery."""

    async def __call__(self, delivery: Delivery, *, now: datetime) -> Composed:
        """The message, or why there is none (yet). Nothing was posted before this.

        It is called again at every attempt: a subscription that was ended meanwhile is skipped.

        Raises:
            StorageUnavailable: the claim runs out by itself.
        """

    async def refused(self, delivery: Delivery, code: SlackCode, *, now: datetime) -> None:
        """The channel cannot be posted to for good: pause the subscription or alert.

        Args:
            code: Slack's error code.
        """

    async def notify(self, delivery: Delivery, *, now: datetime) -> None:
        """It is about to end as failed, or as unknown without being posted again: notify the owner, once.

        Args:
            delivery: the row before its end; where nobody can be notified, its reason is all that is left.
        """


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
