"""How far off forecasts were: the basis of the next one's range."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.domain.forecast.pace import STEP, Pace, quantile

LADDER = tuple(range(STEP, 365, STEP))
"""Days ahead for which misses are collected; between them they are interpolated."""
ALIKE = 0.7
"""Forecasts count when the logarithm of their version's loss was this near."""
_HELD = 0.82
"""Share of past misses that the range covers: slightly more than promised, as times change."""
_FADES = 365
"""Days after which the weight of a miss falls by a factor of e."""
_ASSUMED, _ASSUMED_OF_DECLINE = 0.05, 0.4
"""The miss assumed without evidence: a constant part, and a part of the decline."""
_ASSUMED_WEIGHS = 4
"""The assumption weighs as much as this many days of forecasts compared with their outcome."""


@dataclass(frozen=True, slots=True)
class Miss:
    """How far off a forecast was, in the logarithm of the loss."""

    known: int
    """The day from which it is known, an ordinal."""
    by: float


class Misses:
    """How far off, in the logarithm, four in five forecasts like the current one were.

    The history's misses are mixed with those assumed for every program, and weigh more with each day compared. Beyond
    the longest time that has passed it grows in proportion.
    """

    def __init__(self, made: Sequence[Mapping[int, Miss]], now: int, level: float, pace: Pace) -> None:
        """From similar forecasts, each with its misses by days ahead; outcomes after `now` are left out."""
        self._made = made
        self._now = now
        self._level = level
        self._ends = pace.follow(level, LADDER)
        self._rungs: dict[int, float] = {0: 0.0}

    def by(self, day: int) -> float:
        """The miss after this number of days; zero on the day itself."""
        lower, rest = divmod(min(day, LADDER[-1]), STEP)
        if not rest:
            return self._rung(lower)
        return self._rung(lower) + rest / STEP * (self._rung(lower + 1) - self._rung(lower))

    def _rung(self, number: int) -> float:
        if number not in self._rungs:
            assumed = _ASSUMED + _ASSUMED_OF_DECLINE * (self._level - self._ends[number - 1])
            shown, compared = self._shown(number)
            self._rungs[number] = (compared * shown + _ASSUMED_WEIGHS * assumed) / (compared + _ASSUMED_WEIGHS)
        return self._rungs[number]

    def _shown(self, number: int) -> tuple[float, int]:
        """The miss in the history, from the nearest lower rung with data, and its number of days."""
        for lower in range(number, 0, -1):
            ahead = LADDER[lower - 1]
            misses = [each[ahead] for each in self._made if ahead in each and each[ahead].known <= self._now]
            if misses:
                weighed = [(miss.by, math.exp((miss.known - self._now) / _FADES)) for miss in misses]
                return quantile(weighed, _HELD) * number / lower, len({miss.known for miss in misses})
        return 0.0, 0
