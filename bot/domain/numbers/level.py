"""The level of a program's numbers: the median of a week, so that no single day misleads.

While WeChat rolls a version out, a user who gets it counts for the old version and for the new one on the same day. All
other shares of that day are then too small, by up to a fifth, and right again two days later.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median

from bot.domain.numbers.distribution import Bounds
from bot.domain.numbers.snapshot import Snapshot
from bot.domain.numbers.version import Version

WEEK = timedelta(days=7)
_AROUND = timedelta(days=3)


@dataclass(frozen=True)
class Level:
    """What some days say together. Fractions."""

    snapshots: tuple[Snapshot, ...]
    """Sound ones of one meaning, oldest first; at least one."""

    @property
    def days(self) -> tuple[date, ...]:
        """Oldest first."""
        return tuple(each.day for each in self.snapshots)

    def loss(self, version: Version) -> Bounds:
        """The median of the days' losses."""
        return median_of([each.losses.loss(version) for each in self.snapshots if each.losses is not None])


def median_of(losses: Collection[Bounds]) -> Bounds:
    """Return the median of both ends; of an even number it lies between the two in the middle."""
    return Bounds(median(each.low for each in losses), median(each.high for each in losses))


def level_around(sound: Iterable[Snapshot], day: date) -> Level | None:
    """The level of the seven days around this one; None without a snapshot among them."""
    return _level([each for each in sound if abs(each.day - day) <= _AROUND])


def _level(snapshots: Sequence[Snapshot]) -> Level | None:
    known = tuple(each for each in snapshots if each.distribution is not None)
    return Level(known) if known else None
