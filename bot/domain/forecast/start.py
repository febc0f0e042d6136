"""Where the forecasts of a day start: at its losses, freed from what single days get wrong.

All losses of a day are often off together, mostly too small: while WeChat rolls a version out, a user who gets it
counts twice, and everyone else for less. All values are natural logarithms of the loss.
"""

import math
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from statistics import median

from bot.domain.forecast.history import Losses
from bot.domain.forecast.pace import Pace, logarithm, quantile
from bot.domain.numbers.version import Version

WEEK = 7
_OVER = 35
"""Days that count for a level."""
_FADES = 21
"""Days after which the weight of an earlier day falls by a factor of e."""
_PART = 0.55
"""The level is above slightly more than half of the days: what they get wrong makes losses too small."""
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
        self._earlier = [(now - losses.days[each], each) for each in losses.between(now - _OVER + 1, now)]

    def of(self, version: Version) -> Start:
        """Where the forecast of a version starts, listed or not."""
        listed, starts = self._listed
        loss = self._losses.at(self._index, version)
        number = bisect_left(listed, loss)
        if number == len(listed):
            return starts[-1]
        if listed[number] == loss:  # between two listed versions it is that of one of them
            return starts[number]
        now = logarithm(loss)  # older than all that are listed
        return Start(min(starts[0].level, now), min(starts[0].week, now))

    def outliers(self) -> Sequence[int]:
        """The days of the last week on which most losses are far from their level, as ordinals."""
        versions = [version for _, version in self._losses.levels(self._index)]
        starts = {version: self.of(version).level for version in versions}
        found = []
        for ago, earlier in self._earlier:
            if ago >= WEEK:
                continue
            off = [
                logarithm(self._losses.at(earlier, version)) + ago * self._pace.at(level) - level
                for version, level in starts.items()
                if TAIL[0] <= level <= TAIL[1]
            ]
            if off and abs(median(off)) >= _OFF:
                found.append(self._losses.days[earlier])
        return found

    @cached_property
    def _listed(self) -> tuple[Sequence[float], Sequence[Start]]:
        """The different losses of the day, ascending, and where their forecasts start."""
        listed = sorted(self._losses.levels(self._index))
        found = [self.alone(version) for _, version in listed]
        levels, weeks = accumulate((each.level for each in found), max), accumulate((each.week for each in found), max)
        return [loss for loss, _ in listed], list(map(Start, levels, weeks))

    def alone(self, version: Version) -> Start:
        """Where the forecast of a version starts by its own numbers."""
        known = [(ago, logarithm(self._losses.at(earlier, version))) for ago, earlier in self._earlier]
        usual = median(then for ago, then in known if ago < WEEK)
        per_day = self._pace.at(usual)
        brought = [(then + ago * per_day, ago) for ago, then in known if then <= usual + _YOUNG]
        week = [then for then, ago in brought if ago < WEEK]
        return Start(quantile(((then, math.exp(-ago / _FADES)) for then, ago in brought), _PART), median(week))
