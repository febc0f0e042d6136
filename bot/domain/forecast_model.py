"""What to expect of a loss, and how far off that may be, from a program's own history: see `docs/forecast.md`."""

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from bot.domain.forecast_history import MEMORY, Losses
from bot.domain.forecast_misses import LADDER, Miss, Misses
from bot.domain.forecast_pace import Move, Pace, logarithm, measure_moves, measure_pace, quantile
from bot.domain.version import Version

_DENOISED_OVER = 42
_NOISE_FADES = 21
"""Days after which an earlier day says less, by a factor of e, of the loss now."""
_YOUNG = 0.5
"""A day on which the logarithm was so much higher belongs to the roll-out and says nothing of the loss now."""
_OUTCOME_MAY_MISS = 3
_LEAST_TRIED, _MOST_TRIED = 0.0015, 0.33
"""Losses between these are forecast in hindsight, to see how far off that is."""


@dataclass(frozen=True, slots=True)
class Range:
    """The loss expected after some days, with its 80 % range. Fractions."""

    loss: float
    low: float
    high: float


class Outlook:
    """What can be expected of each version on each day of a history, from what was known by that day."""

    def __init__(self, losses: Losses) -> None:
        self._losses = losses
        self._paces: dict[int, Pace | None] = {}

    def ranges(self, index: int, version: Version, days: Sequence[int]) -> list[Range]:
        """The loss at a version after each of ascending numbers of days; empty while no pace is known.

        Args:
            index: of the day in the history on which this is asked.
            version: any.
            days: numbers of days after that one, ascending.
        """
        pace = self._pace(index)
        if pace is None:
            return []
        start = self._level(index, version, pace)
        misses = Misses(self._made, self._losses.days[index], start, pace)
        return [
            Range(_fraction(end), _fraction(end - misses.by(day)), _fraction(end + misses.by(day)))
            for day, end in zip(days, pace.follow(start, days), strict=True)
        ]

    def _pace(self, index: int) -> Pace | None:
        if index not in self._paces:
            now = self._losses.days[index]
            known = [each for each in self._moves if now - MEMORY.days <= each.until <= now]
            self._paces[index] = measure_pace(known, now)
        return self._paces[index]

    @cached_property
    def _moves(self) -> list[Move]:
        return measure_moves(self._losses)

    def _level(self, index: int, version: Version, pace: Pace) -> float:
        """The logarithm of the loss now: the median of what the last days, brought forward, say of it."""
        today = logarithm(self._losses.at(index, version))
        per_day = pace.at(today)
        said = []
        for earlier in range(index, -1, -1):
            ago = self._losses.days[index] - self._losses.days[earlier]
            if ago > _DENOISED_OVER:
                break
            then = logarithm(self._losses.at(earlier, version))
            if then <= today + _YOUNG:
                said.append((then + ago * per_day, math.exp(-ago / _NOISE_FADES)))
        return quantile(said, 0.5)

    @cached_property
    def _made(self) -> dict[int, list[Miss]]:
        """Every forecast that could have been made and compared with what came, by days ahead, oldest first."""
        found: dict[int, list[Miss]] = defaultdict(list)
        for index, day in enumerate(self._losses.days):
            pace = self._pace(index)
            outcomes = self._outcomes(index)
            if pace is None or not outcomes:
                continue
            after = [self._losses.days[later] - day for later in outcomes.values()]
            for loss, version in self._losses.levels(index).items():
                if not _LEAST_TRIED <= loss <= _MOST_TRIED:
                    continue
                start = self._level(index, version, pace)
                for (ahead, later), end in zip(outcomes.items(), pace.follow(start, after), strict=True):
                    came = logarithm(self._losses.at(later, version))
                    found[ahead].append(Miss(start, self._losses.days[later], abs(came - end)))
        return found

    def _outcomes(self, index: int) -> dict[int, int]:
        """Per number of days ahead the index of the day with which a forecast made on this day is compared."""
        losses = self._losses
        near = {ahead: losses.near(losses.days[index] + ahead, within=_OUTCOME_MAY_MISS) for ahead in LADDER}
        return {ahead: later for ahead, later in near.items() if later is not None}


def _fraction(level: float) -> float:
    return min(math.exp(level), 1.0)
