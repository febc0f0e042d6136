"""How far off forecasts were: what the range of the next one is made of."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.domain.forecast.pace import STEP, Pace, quantile

LADDER = tuple(range(STEP, 365, STEP))
"""Days ahead for which misses are collected; between them they are interpolated."""
ALIKE = 0.7
"""Forecasts count that were made of versions whose logarithm of the loss was that near."""
_HELD = 0.82
"""Share of the past misses that the range covers: a little more than is promised of it, as times change."""
_FADES = 365
"""Days after which a miss counts by a factor of e less."""
_ASSUMED, _ASSUMED_OF_DECLINE = 0.05, 0.4
"""How far off a forecast is taken to be while nothing shows it: a part of its own, and a part of the decline."""
_ASSUMED_WEIGHS = 4
"""As much as so many days of which forecasts have been compared with what came."""


@dataclass(frozen=True, slots=True)
class Miss:
    """How far off a forecast was, in the logarithm of the loss."""

    known: int
    """The day from which on it is known, an ordinal."""
    by: float


class Misses:
    """How far off, in the logarithm, four in five forecasts like one that is made now were.

    What the history shows is mixed with what is assumed of every program, and weighs the more the more days have been
    compared. For longer times than any that has passed it grows in proportion.
    """

    def __init__(self, made: Sequence[Mapping[int, Miss]], now: int, level: float, pace: Pace) -> None:
        """Of forecasts like this one, each with its misses by days ahead; what came after `now` is left out."""
        self._made = made
        self._now = now
        self._level = level
        self._ends = pace.follow(level, LADDER)
        self._rungs: dict[int, float] = {0: 0.0}

    def by(self, day: int) -> float:
        """After this number of days; nothing on the day itself."""
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
        """What the history shows, from the nearest lower rung that it shows anything of, and of how many days."""
        for lower in range(number, 0, -1):
            ahead = LADDER[lower - 1]
            misses = [each[ahead] for each in self._made if ahead in each and each[ahead].known <= self._now]
            if misses:
                weighed = [(miss.by, math.exp((miss.known - self._now) / _FADES)) for miss in misses]
                return quantile(weighed, _HELD) * number / lower, len({miss.known for miss in misses})
        return 0.0, 0
