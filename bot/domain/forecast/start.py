"""Where the forecasts of a day start: at its losses, freed from what single days get wrong.

All losses of a day are often off together, mostly too small: while WeChat rolls a version out, a user who gets it
counts twice, and everyone else for less. All values are natural logarithms of the loss.
"""

import math
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from operator import itemgetter
from statistics import median

from bot.domain.forecast.history import Level, Losses, logarithm
from bot.domain.forecast.pace import Pace
from bot.domain.numbers.version import Version

WEEK = 7
_OVER = 35
"""Days that count for a level."""
_FADES = 14
"""Days after which the weight of an earlier day falls by a factor of e."""
_MIDDLE = 0.3, 0.8
"""The level is the mean of the middle half of the days, not as far from the highest: what they get wrong makes losses
too small."""
_YOUNG = 0.3
"""A day whose logarithm was this much higher belongs to the roll-out and says nothing about the loss now."""
_OFF = 0.1
"""A day of which most losses are off by this is an outlier."""
TAIL = (math.log(0.002), math.log(0.3))
"""Losses by which days and forecasts are judged: no roll-out, and more than a handful of users."""


@dataclass(frozen=True, slots=True)
class Start:
    """Where the forecast of one version starts."""

    level: float
    """What the last five weeks say about now, recent days before all."""
    week: float
    """What the last seven days say about now. After a break the week is right first."""


class Starts:
    """Where the forecasts of a day start. That of a higher version never starts below that of a lower one."""

    def __init__(self, losses: Losses, index: int, pace: Pace) -> None:
        """From the days up to the one of this index; no later one is looked at."""
        self._losses = losses
        self._pace = pace
        now = losses.days[index]
        self._index = index
        self._earlier = losses.between(now - _OVER + 1, now)
        self._ago = [now - losses.days[each] for each in self._earlier]
        """How many days before, longest first."""
        self._weights = [math.exp(-ago / _FADES) for ago in self._ago]
        self._before_week = sum(ago >= WEEK for ago in self._ago)
        """How many of them lie before the last week."""
        self._starts = dict[int, Start]()

    def of(self, version: Version) -> Start:
        """Where the forecast of a version starts, listed or not."""
        loss = self._losses.at(self._index, version)
        number = bisect_left(self._levels, loss, key=itemgetter(0))
        if number == len(self._levels):
            return self._start(number - 1)
        if self._levels[number].loss == loss:  # between two listed versions it is that of one of them
            return self._start(number)
        lowest, now = self._start(0), logarithm(loss)  # older than all that are listed
        return Start(min(lowest.level, now), min(lowest.week, now))

    def outliers(self) -> Sequence[int]:
        """The days of the last week on which most losses are far from their level, as ordinals."""
        week = self._earlier[self._before_week :]
        off: list[list[float]] = [[] for _ in week]
        for number, listed in enumerate(self._levels):
            level = self._start(number).level
            if level > TAIL[1]:  # and so are all higher ones
                break
            if level >= TAIL[0]:
                pace, then = self._pace.at(level), self._losses.logarithms(week, listed.version)
                for of_day, ago, each in zip(off, self._ago[self._before_week :], then, strict=True):
                    of_day.append(each + ago * pace - level)
        return [
            self._losses.days[index]
            for index, of_day in zip(week, off, strict=True)
            if of_day and abs(median(of_day)) >= _OFF
        ]

    @cached_property
    def _levels(self) -> Sequence[Level]:
        """The different losses of the day, ascending."""
        return sorted(self._losses.levels(self._index))

    def _start(self, number: int) -> Start:
        """Where the forecast of one of them starts: most answers are about low ones."""
        for at in range(len(self._starts), number + 1):  # another thread may find the same
            own = self.alone(self._levels[at].version)
            below = self._starts[at - 1] if at else own
            self._starts[at] = Start(max(own.level, below.level), max(own.week, below.week))
        return self._starts[number]

    def alone(self, version: Version) -> Start:
        """Where the forecast of a version starts by its own numbers."""
        known = self._losses.logarithms(self._earlier, version)
        usual = median(known[self._before_week :])
        per_day, most = self._pace.at(usual), usual + _YOUNG
        each = zip(known, self._ago, self._weights, strict=True)
        brought = [(then + ago * per_day, weight) for then, ago, weight in each if then <= most]
        lately = sum(then <= most for then in known[self._before_week :])
        return Start(mean_between(brought, *_MIDDLE), median([then for then, _ in brought[-lately:]]))


def mean_between(weighed: Iterable[tuple[float, float]], low: float, high: float) -> float:
    """The mean of what lies between two quantiles: one extreme day cannot move it far, nor does it jump between two.

    Args:
        weighed: values with their weights; at least one.
        low: a fraction.
        high: a greater one.
    """
    ordered = sorted(weighed)
    ends = list(accumulate([weight for _, weight in ordered], initial=0.0))
    sums = list(accumulate([value * weight for value, weight in ordered], initial=0.0))

    def up_to(weight: float) -> float:
        number = max(bisect_left(ends, weight) - 1, 0)
        return sums[number] + (weight - ends[number]) * ordered[number][0]

    first, last = low * ends[-1], high * ends[-1]
    return (up_to(last) - up_to(first)) / (last - first)
