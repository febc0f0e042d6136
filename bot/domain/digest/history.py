"""What happened to a channel's digest."""

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
    """Digests only: notices to the owner are not the channel's."""
    programs: tuple[Program, ...] = ()
    """Of those that the changes name, the ones that exist in the channel; of others only the AppIDs may be told."""
