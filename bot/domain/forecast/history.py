"""The part of a program's history that forecasts rest on: its sound snapshots of a year."""

import math
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import NamedTuple

from bot.domain.numbers.distribution import Distribution, Unlisted
from bot.domain.numbers.snapshot import Snapshot
from bot.domain.numbers.version import Version

MEMORY = timedelta(days=365)
"""Older snapshots say nothing about how users update today: two years made forecasts no better."""
_SMALLEST = 0.0001
"""A smaller loss counts as this: WeChat itself shows no smaller share."""


def logarithm(loss: float) -> float:
    """The natural logarithm of a fraction, however small."""
    return math.log(max(loss, _SMALLEST))


class Level(NamedTuple):
    """A loss of a day. Tuples: a year has ten thousand of them."""

    loss: float
    logarithm: float
    """See `logarithm`."""
    version: Version
    """A listed one that has it."""

    @property
    def shown(self) -> bool:
        """Whether WeChat shows so small a share."""
        return self.loss > _SMALLEST


class Losses:
    """The certain loss (a fraction) at every version on each day of a series. Days are ordinals."""

    def __init__(self, snapshots: Iterable[Snapshot]) -> None:
        kept = [(each.day.toordinal(), each.distribution) for each in snapshots if each.distribution is not None]
        self.days: list[int] = [day for day, _ in kept]
        self._of: list[Distribution] = [distribution for _, distribution in kept]
        at_listed = [_at_listed(distribution) for distribution in self._of]
        # By parts: a tuple has its hash in a tenth of the time that a version needs.
        self._listed = [distribution.curve.parts for distribution in self._of]
        self._known = [dict(zip(*each, strict=True)) for each in zip(self._listed, at_listed, strict=True)]
        self._levels = [_different(*each) for each in zip(self._of, at_listed, strict=True)]

        self._logarithms: list[dict[tuple[int, ...], float]] = [
            {level.version.parts: level.logarithm for level in levels} for levels in self._levels
        ]

    def at(self, index: int, version: Version) -> float:
        """The loss at a version on the day of this index, listed or not."""
        known, parts = self._known[index], version.parts
        if parts not in known:
            known[parts] = self._unlisted(index, version)
        return known[parts]

    def each(self, index: int, versions: Iterable[Version]) -> list[float]:
        """The loss at each of some versions on the day of this index."""
        known = self._known[index]
        return [known[version.parts] if version.parts in known else self.at(index, version) for version in versions]

    def logarithms(self, indices: Iterable[int], version: Version) -> list[float]:
        """The logarithm of the loss at a version on each of some days."""
        parts, of_days = version.parts, self._logarithms
        return [
            of_days[index][parts] if parts in of_days[index] else self._logarithm(index, version) for index in indices
        ]

    def _logarithm(self, index: int, version: Version) -> float:
        self._logarithms[index][version.parts] = logarithm(self.at(index, version))
        return self._logarithms[index][version.parts]

    def _unlisted(self, index: int, version: Version) -> float:
        """As `Distribution.loss`: between two listed versions it is that of one of them."""
        listed, distribution = self._listed[index], self._of[index]
        number = bisect_left(listed, version.parts)
        if not 0 < number < len(listed):
            return float(distribution.loss(version).low)
        neighbour = number - 1 if distribution.unlisted is Unlisted.WITH_LOWER else number
        return self._known[index][listed[neighbour]]

    def levels(self, index: int) -> Sequence[Level]:
        """Each distinct loss of the day."""
        return self._levels[index]

    def between(self, first: int, last: int) -> range:
        """The indices of the days from one to another, both included."""
        return range(bisect_left(self.days, first), bisect_right(self.days, last))

    def by(self, day: int, *, within: int) -> int | None:
        """The index of the newest day up to this one, at most `within` days before; None while there is none.

        Unlike the nearest day it stays the same when more days come.
        """
        newest = bisect_right(self.days, day) - 1
        return newest if newest >= 0 and day - within <= self.days[newest] and day <= self.days[-1] else None


def _at_listed(distribution: Distribution) -> list[float]:
    """The low ends of `Distribution.loss`, all at once, oldest version first."""
    counted_twice = 0 if distribution.rounded else distribution.overcounted
    found, below = [], float(distribution.older - counted_twice)
    for _, share in reversed(distribution.shares):
        found.append(0.0 if below < 0 else 1.0 if below > 1 else below)  # five thousand times: `min` and `max` are slow
        below += float(share)
    return found


def _different(distribution: Distribution, losses: list[float]) -> list[Level]:
    different = dict(zip(losses, reversed(distribution.versions), strict=True))
    return [Level(loss, logarithm(loss), version) for loss, version in different.items()]
