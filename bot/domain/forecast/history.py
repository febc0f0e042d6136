"""The part of a program's history that forecasts rest on: its sound snapshots of a year."""

import math
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import NamedTuple

from bot.domain.numbers.distribution import Distribution, Unlisted
from bot.domain.numbers.snapshot import Snapshot
from bot.domain.numbers.version import Version

MEMORY = timedelta(days=365)
"""Older snapshots say nothing about how users update today: two years made forecasts no better."""
_SMALLEST = 0.0001
"""A smaller loss counts as this: WeChat itself shows no smaller share."""
_LOWEST = math.log(_SMALLEST)
_Order = Mapping[tuple[int, ...], int]
"""The place of each listed version, the oldest first."""


def logarithm(loss: float) -> float:
    """The natural logarithm of a fraction, however small."""
    return math.log(loss) if loss > _SMALLEST else _LOWEST


class Level(NamedTuple):
    """A loss of a day."""

    loss: float
    logarithm: float
    """See `logarithm`."""
    version: Version
    """A listed one that has it."""


class Losses:
    """The certain loss (a fraction) at every version on each day of a series. Days are ordinals.

    A year has ten thousand losses: they are plain lists, and days that list the same versions share the order of them.
    """

    def __init__(self, snapshots: Iterable[Snapshot]) -> None:
        kept = [(each.day.toordinal(), each.distribution) for each in snapshots if each.distribution is not None]
        self.days: list[int] = [day for day, _ in kept]
        self._of: list[Distribution] = [distribution for _, distribution in kept]
        self._losses = [distribution.low_losses for distribution in self._of]
        """Oldest version first."""
        self._logarithms = [
            [math.log(loss) if loss > _SMALLEST else _LOWEST for loss in losses] for losses in self._losses
        ]
        self._orders: list[_Order] = []
        """By parts: a tuple has its hash in a tenth of the time that a version needs."""
        self._others: dict[tuple[int, Version], float] = {}
        self._translated: dict[tuple[int, int], Sequence[int | None]] = {}
        order, same = dict[tuple[int, ...], int](), None
        for distribution in self._of:
            if distribution.versions != same:
                same = distribution.versions
                order = {version.parts: place for place, version in enumerate(reversed(same))}
            self._orders.append(order)

    def at(self, index: int, version: Version) -> float:
        """The loss at a version on the day of this index, listed or not."""
        place = self._orders[index].get(version.parts)
        return self._unlisted(index, version) if place is None else self._losses[index][place]

    def shown(self, index: int) -> Mapping[float, int]:
        """Each distinct loss of the day that WeChat shows, ascending, with the place of a version that has it."""
        losses = self._losses[index]
        first = bisect_right(losses, _SMALLEST)
        return dict(zip(losses[first:], range(first, len(losses)), strict=True))

    def later(self, index: int, places: Iterable[int], later: int) -> list[float]:
        """The losses at the versions that have some places on a day, on the day of another index."""
        losses, same = self._losses[later], self._same_places(index, later)
        versions = self._of[index].versions
        return [
            losses[there] if (there := same[place]) is not None else self.at(later, versions[-1 - place])
            for place in places
        ]

    def _same_places(self, index: int, later: int) -> Sequence[int | None]:
        """Where another day lists the versions of a day, in their order; looked up once for all days of both orders."""
        orders = id(self._orders[index]), id(self._orders[later])
        if orders not in self._translated:
            self._translated[orders] = [self._orders[later].get(parts) for parts in self._orders[index]]
        return self._translated[orders]

    def logarithms_at(self, index: int, places: Iterable[int]) -> list[float]:
        """The logarithms of the losses at the versions that have some places on a day."""
        return list(map(self._logarithms[index].__getitem__, places))

    def logarithms(self, indices: Iterable[int], version: Version) -> list[float]:
        """The logarithm of the loss at a version on each of some days."""
        orders, logarithms, parts = self._orders, self._logarithms, version.parts
        return [
            logarithms[index][place]
            if (place := orders[index].get(parts)) is not None
            else logarithm(self._unlisted(index, version))
            for index in indices
        ]

    def _unlisted(self, index: int, version: Version) -> float:
        """As `Distribution.loss`: between two listed versions it is that of one of them."""
        known = self._others.get((index, version))
        if known is None:
            known = self._others[index, version] = self._beside_listed(index, version)
        return known

    def _beside_listed(self, index: int, version: Version) -> float:
        distribution, losses = self._of[index], self._losses[index]
        number = bisect_left(distribution.listed.parts, version.parts)
        if number == len(losses):
            return float(distribution.loss_above)
        if not number:
            return float(distribution.loss(version).low)
        return losses[number - 1 if distribution.unlisted is Unlisted.WITH_LOWER else number]

    def levels(self, index: int) -> Sequence[Level]:
        """Each distinct loss of the day."""
        versions, logarithms = self._of[index].versions, self._logarithms[index]
        different = {loss: place for place, loss in enumerate(self._losses[index])}
        return [Level(loss, logarithms[place], versions[-1 - place]) for loss, place in different.items()]

    def between(self, first: int, last: int) -> range:
        """The indices of the days from one to another, both included."""
        return range(bisect_left(self.days, first), bisect_right(self.days, last))

    def by(self, day: int, *, within: int) -> int | None:
        """The index of the newest day up to this one, at most `within` days before; None while there is none.

        Unlike the nearest day it stays the same when more days come.
        """
        newest = bisect_right(self.days, day) - 1
        return newest if newest >= 0 and day - within <= self.days[newest] and day <= self.days[-1] else None
