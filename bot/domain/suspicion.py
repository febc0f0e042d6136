"""What makes a proved distribution look wrong. WeChat's public data shows each of these for real."""

from datetime import timedelta
from decimal import Decimal
from enum import StrEnum

from bot.domain.snapshot import Snapshot

LOW_TOTAL = Decimal("0.95")
_NOTABLE = Decimal("0.01")
_ROLL_BACK = Decimal("0.03")
_SOON = timedelta(days=7)
"""Users do not go back to older libraries by themselves, so a fall means something even after a week."""


class Suspicion(StrEnum):
    """A sentence each in the catalogs (`suspicion-...`)."""

    SINGLE_VERSION = "single-version"
    """Everybody on one version: a list that was cut short (or very few users)."""
    LOW_TOTAL = "low-total"
    """The shares add up to clearly less than all users."""
    NEWEST_MISSING = "newest-missing"
    """The newest version that had one percent of users last time is not listed any more."""
    ROLL_BACK = "roll-back"
    """Coverage of the newest version that had users fell by more than three points within a week."""
    CONTRADICTS = "contradicts"
    """The numbers must be read otherwise than this program's earlier ones."""


def suspicions(snapshot: Snapshot, previous: Snapshot | None) -> tuple[Suspicion, ...]:
    """What looks wrong about a snapshot, given the one before it."""
    found = []
    distribution = snapshot.distribution
    if distribution is None:
        return ()
    if sum(share > 0 for _, share in distribution.shares) == 1:
        found.append(Suspicion.SINGLE_VERSION)
    if 1 - distribution.unreported < LOW_TOTAL:
        found.append(Suspicion.LOW_TOTAL)
    if snapshot.reading.contradicts is not None:
        found.append(Suspicion.CONTRADICTS)
    before = previous.distribution if previous else None
    newest = next((version for version, share in before.shares if share >= _NOTABLE), None) if before else None
    if previous and before and newest:
        if newest not in distribution.versions:
            found.append(Suspicion.NEWEST_MISSING)
        fell = before.coverage(newest).low - distribution.coverage(newest).high
        if snapshot.day - previous.day <= _SOON and fell > _ROLL_BACK:
            found.append(Suspicion.ROLL_BACK)
    return tuple(found)
