"""What makes a proved distribution look wrong. WeChat's public data shows each of these for real."""

from datetime import timedelta
from decimal import Decimal
from enum import StrEnum

from bot.domain.distribution import Distribution
from bot.domain.snapshot import Snapshot
from bot.domain.version import Version

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
    newest = _newest_used(before) if before else None
    if newest and newest not in distribution.versions:
        found.append(Suspicion.NEWEST_MISSING)
    if previous and left_behind(snapshot, previous):
        found.append(Suspicion.ROLL_BACK)
    return tuple(found)


def left_behind(snapshot: Snapshot, previous: Snapshot) -> Version | None:
    """The version that users went back from: the newest that had some, when its coverage fell clearly since."""
    before, after = previous.distribution, snapshot.distribution
    newest = _newest_used(before) if before else None
    if before is None or after is None or newest is None or snapshot.day - previous.day > _SOON:
        return None
    return newest if before.coverage(newest).low - after.coverage(newest).high > _ROLL_BACK else None


def _newest_used(distribution: Distribution) -> Version | None:
    return next((version for version, share in distribution.shares if share >= _NOTABLE), None)
