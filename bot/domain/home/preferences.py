"""People's preferences, and the outcomes of their deliveries."""

from dataclasses import dataclass
from typing import Final

from bot.domain.delivery.delivery import DeliveryReason

MOST_FOLLOWED: Final = 20
"""Programs that a person may follow: each takes space on the Home tab and a read of stored snapshots."""


@dataclass(frozen=True, slots=True)
class Preferences:
    """A person's own settings."""

    locale: str = ""
    """`en` or `zh-CN`; empty: as in Slack."""
    followed: tuple[str, ...] = ()
    """AppIDs in the order chosen; empty: none chosen."""


@dataclass(frozen=True, slots=True)
class Outcomes:
    """Counts of delivery outcomes since an instant."""

    sent: int = 0
    failed: int = 0
    unknown: int = 0
    """Deliveries whose outcome could not be reconciled."""
    last_failure: DeliveryReason | None = None
    """The reason of the newest failure."""
