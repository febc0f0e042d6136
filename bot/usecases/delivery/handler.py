"""What a delivery says: each kind has its composer, and all go through the same rows, pace and look-up."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from bot.blocks.kit.message import Message
from bot.domain.delivery.delivery import Delivery, DeliveryState


@dataclass(frozen=True, slots=True)
class Post:
    """Say this there."""

    channel_id: str
    """A channel, or a user for a direct message."""
    message: Message


@dataclass(frozen=True, slots=True)
class Skip:
    """Say nothing, now or later."""

    state: DeliveryState
    """SKIPPED when that is as it should be, FAILED when it is not."""
    reason: str
    """A key of the catalogs: `delivery-reason-...`."""


@dataclass(frozen=True, slots=True)
class Retry:
    """Say nothing yet; until the time for catching up is over it is tried again."""

    how_long: timedelta
    reason: str
    """What is written down when it never came to a post."""


Composed = Post | Skip | Retry


class DeliveryHandler(Protocol):
    """One kind of delivery."""

    async def __call__(self, delivery: Delivery, *, now: datetime) -> Composed:
        """What the delivery says, or why it says nothing (yet). Nothing was posted before this.

        It is asked anew at every attempt: an order that was ended meanwhile is left.

        Args:
            delivery: claimed by the caller.
            now: UTC.

        Raises:
            StorageUnavailable: the claim runs out by itself.
        """

    async def refused(self, delivery: Delivery, code: str, *, now: datetime) -> None:
        """The channel cannot be posted to, and that will not pass by itself: pause what the delivery belongs to.

        Args:
            delivery: about to be failed.
            code: Slack's error code; for `missing_scope` followed by the scope.
            now: UTC.
        """

    async def unknown(self, delivery: Delivery, code: str, *, now: datetime) -> None:
        """Nobody can find out whether it arrived, and it will not be posted again: tell whom it concerns.

        Args:
            delivery: unknown for good, or about to be.
            code: Slack's error code for looking into the channel's history.
            now: UTC.
        """
