"""The history of a channel's digest."""

from dataclasses import dataclass

from bot.domain.delivery.delivery import Delivery
from bot.domain.digest.changes import SubscriptionChange
from bot.domain.digest.subscription import Subscription
from bot.domain.programs.program import Program


@dataclass(frozen=True, slots=True)
class DigestHistory:
    """Newest first, bounded."""

    subscription: Subscription
    changes: tuple[SubscriptionChange, ...]
    deliveries: tuple[Delivery, ...]
    """Digests only: notices to the owner are private."""
    programs: tuple[Program, ...] = ()
    """Programs in the changes that exist in the channel; others are shown as AppIDs."""
