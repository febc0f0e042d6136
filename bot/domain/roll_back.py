"""Users do not go back to older libraries by themselves: where coverage falls clearly, WeChat has rolled one back."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from bot.domain.distribution import Bounds
from bot.domain.snapshot import Snapshot
from bot.domain.version import Version

WITHIN = timedelta(days=3)
"""A slower fall may be other users who have come."""
_CLEARLY = Decimal("0.03")
_Levels = Mapping[Version, Bounds]
"""Coverage of each version that a day lists."""


@dataclass(frozen=True, slots=True)
class RollBack:
    """Coverage of a version fell by more than three points within three days, while the numbers are sound."""

    version: Version
    """The one that fell most; of several that fell alike the newest."""
    since: date
    """The last day before the fall. Both are Chinese calendar days."""
    day: date
    """When it had fallen that far."""
    before: Decimal
    """The certain part of its coverage then, a fraction."""
    after: Decimal
    """What its coverage is at most on `day`, a fraction."""

    @property
    def fall(self) -> Decimal:
        """A difference of fractions."""
        return self.before - self.after


def roll_back(snapshot: Snapshot, earlier: Iterable[Snapshot]) -> RollBack | None:
    """The roll-back that a snapshot shows.

    Args:
        snapshot: a sound one.
        earlier: sound ones of the same program that are read in the same way, in any order; only those of the last
            three days count.
    """
    recent = [before for before in earlier if timedelta(0) < snapshot.day - before.day <= WITHIN]
    falls = [_fall(_levels(before), before.day, snapshot, _levels(snapshot)) for before in recent]
    return _deepest(falls)


def roll_backs(snapshots: Sequence[Snapshot]) -> tuple[RollBack, ...]:
    """Every roll-back, oldest first; one that takes several days is one, told by its deepest fall.

    Args:
        snapshots: one program's sound ones that are read in the same way, oldest first.
    """
    levels = {snapshot.day: _levels(snapshot) for snapshot in snapshots}
    found: list[RollBack] = []
    for snapshot in snapshots:
        recent = [snapshot.day - timedelta(days=back) for back in range(WITHIN.days, 0, -1)]
        falls = [_fall(levels[day], day, snapshot, levels[snapshot.day]) for day in recent if day in levels]
        fall = _deepest(falls)
        if fall is None:
            continue
        if not found or fall.since >= found[-1].day:
            found.append(fall)
        elif fall.fall > found[-1].fall:
            found[-1] = fall
    return tuple(found)


def _levels(snapshot: Snapshot) -> _Levels:
    distribution = snapshot.distribution
    return {version: distribution.coverage(version) for version in distribution.versions} if distribution else {}


def _fall(before: _Levels, since: date, snapshot: Snapshot, after: _Levels) -> RollBack | None:
    """The deepest one from one day to another.

    Between two listed versions coverage does not change, so it fell most at one that was listed before.
    """
    distribution = snapshot.distribution
    if distribution is None:
        return None
    deepest, least = None, _CLEARLY
    for version, bounds in before.items():
        if bounds.low <= least:
            continue
        left = (after.get(version) or distribution.coverage(version)).high
        if bounds.low - left > least:
            deepest = RollBack(version, since, snapshot.day, bounds.low, left)
            least = deepest.fall
    return deepest


def _deepest(falls: Iterable[RollBack | None]) -> RollBack | None:
    """Of several that are as deep the shortest."""
    return max((fall for fall in falls if fall), key=lambda fall: (fall.fall, fall.version, fall.since), default=None)
