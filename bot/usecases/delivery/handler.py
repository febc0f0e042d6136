"""What a delivery says: each kind has its handler; rows, pace and reconciling are common to all."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from bot.blocks.kit.message import Message
from bot.domain.delivery.delivery import Delivery, DeliveryState
from bot.domain.delivery.reason import ReasonKey, SlackCode


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
