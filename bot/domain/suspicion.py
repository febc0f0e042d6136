"""What makes a proved distribution look wrong. WeChat's public data shows each of these for real."""

from datetime import timedelta
from decimal import Decimal
from enum import StrEnum

from bot.domain.snapshot import Snapshot

LOW_TOTAL = Decimal("0.95")
_NOTABLE = Decimal("0.01")
_ROLL_BACK = Decimal("0.03")
_SOON = timedelta(days=3)


class Suspicion(StrEnum):
    """A sentence each in the catalogs (`suspicion-...`)."""

    SINGLE_VERSION = "single-version"
    """Everybody on one version: a list that was cut short."""
    LOW_TOTAL = "low-total"
    """The shares add up to clearly less than all users."""
    NEWEST_MISSING = "newest-missing"
    """The version that was newest last time, with users on it, is not listed any more."""
    ROLL_BACK = "roll-back"
    """Coverage of the newest version fell by more than three points within three days."""
    CONTRADICTS = "contradicts"
    """The numbers must be read otherwise than this program's earlier ones."""


def suspicions(snapshot: Snapshot, previous: Snapshot | None) -> tuple[Suspicion, ...]:
    """What looks wrong about a snapshot, given the one before it."""
    found = []
    distribution = snapshot.distribution
    if distribution is None:
        return ()
    if len(distribution.shares) == 1:
        found.append(Suspicion.SINGLE_VERSION)
    if 1 - distribution.unreported < LOW_TOTAL:
        found.append(Suspicion.LOW_TOTAL)
    if snapshot.reading.contradicts is not None:
        found.append(Suspicion.CONTRADICTS)
    before = previous.distribution if previous else None
    if previous and before and before.shares:
        newest = before.versions[0]
        if newest not in distribution.versions and before.share(newest) >= _NOTABLE:
            found.append(Suspicion.NEWEST_MISSING)
        fell = before.coverage(newest).low - distribution.coverage(newest).high
        if snapshot.day - previous.day <= _SOON and fell > _ROLL_BACK:
            found.append(Suspicion.ROLL_BACK)
    return tuple(found)
