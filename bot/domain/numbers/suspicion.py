"""Suspicions: what looks wrong about a proved distribution. Each occurs in WeChat's public data.

**A newest version that is missing** may have been withdrawn for good, so it is not held against every later day. The
version meant is the newest that had one percent of users on the last sound day, at most a week before. Days without it
that look sound otherwise are suspicious until three of them stand in a row, or two that are a week apart: then the list
is accepted, and so are those days in hindsight.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from itertools import islice

from bot.domain.numbers.distribution import Distribution
from bot.domain.numbers.snapshot import Snapshot
from bot.domain.numbers.version import Version

LOW_TOTAL = Decimal("0.95")
_NOTABLE = Decimal("0.01")
_WEEK = timedelta(days=7)
_AGREEING = 3


class Suspicion(StrEnum):
    """A sentence each in the catalogs (`suspicion-...`)."""

    SINGLE_VERSION = "single-version"
    """Everyone on one version: a list that was cut short (or very few users)."""
    LOW_TOTAL = "low-total"
    """The shares add up to clearly less than all users."""
    NEWEST_MISSING = "newest-missing"
    """The newest version that had one percent of users lately is not listed any more."""
    CONTRADICTS = "contradicts"
    """The numbers have another meaning than the program's earlier ones."""


_UNSOUND = frozenset({Suspicion.SINGLE_VERSION, Suspicion.LOW_TOTAL, Suspicion.NEWEST_MISSING})
"""Suspicions that exclude a snapshot from comparisons. A contradicting one is never compared anyway."""


def suspicions(snapshot: Snapshot, previous: Snapshot | None) -> tuple[Suspicion, ...]:
    """The suspicions of a snapshot, given the one before it, which is assumed to be sound."""
    return suspicions_by_day([previous, snapshot] if previous else [snapshot])[snapshot.day]


def suspicions_by_day(snapshots: Sequence[Snapshot]) -> dict[date, tuple[Suspicion, ...]]:
    """The suspicions of each day, given all the others.

    Args:
        snapshots: one program's, oldest first.
    """
    found = {snapshot.day: _alone(snapshot) for snapshot in snapshots}
    for day in _without_newest(snapshots, found):
        found[day] = (*found[day], Suspicion.NEWEST_MISSING)
    return found


def spoils(found: Sequence[Suspicion]) -> bool:
    """Whether these suspicions exclude a snapshot from trends and comparisons."""
    return not _UNSOUND.isdisjoint(found)


def whole(snapshot: Snapshot) -> bool:
    """Whether a snapshot, judged alone, has a complete distribution."""
    return snapshot.distribution is not None and not spoils(_alone(snapshot))


def _alone(snapshot: Snapshot) -> tuple[Suspicion, ...]:
    """The suspicions of a snapshot judged alone."""
    distribution, found = snapshot.distribution, []
    losses = distribution or snapshot.losses
    if losses and any(map(_on_one_version, losses.under)):
        found.append(Suspicion.SINGLE_VERSION)
    if distribution and 1 - distribution.unreported < LOW_TOTAL:
        found.append(Suspicion.LOW_TOTAL)
    if snapshot.reading.contradicts is not None:
        found.append(Suspicion.CONTRADICTS)
    return tuple(found)


def _on_one_version(distribution: Distribution) -> bool:
    return len(list(islice((share for share in distribution.amounts if share > 0), 2))) == 1


def _without_newest(snapshots: Sequence[Snapshot], alone: dict[date, tuple[Suspicion, ...]]) -> set[date]:
    """The days whose list lacks the newest version before it is proved to be gone."""
    lacking: set[date] = set()
    newest: Version | None = None
    """The newest used on the last sound day."""
    last_sound = date.min
    row: list[Snapshot] = []
    for snapshot in snapshots:
        if snapshot.distribution is None:
            continue
        recent = (row[0].day if row else snapshot.day) - last_sound <= _WEEK
        missing = newest is not None and recent and newest not in snapshot.distribution.versions
        if missing:
            lacking.add(snapshot.day)
        if spoils(alone[snapshot.day]):
            continue
        row = [*row, snapshot] if missing else []
        if len(row) >= _AGREEING or (row and row[-1].day - row[0].day >= _WEEK):
            lacking -= {each.day for each in row}
            row = []
        if not row:
            newest, last_sound = _newest_used(snapshot.distribution), snapshot.day
    return lacking


def _newest_used(distribution: Distribution) -> Version | None:
    listed = zip(distribution.versions, distribution.amounts, strict=True)
    return next((version for version, share in listed if share >= _NOTABLE), None)
