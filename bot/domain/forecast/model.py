"""The expected loss and its range, from a program's own history: see docs/develop/forecast.md."""

import math
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from bot.domain.forecast.history import MEMORY, Losses
from bot.domain.forecast.misses import ALIKE, LADDER, Miss, Misses
from bot.domain.forecast.pace import Move, Pace, logarithm, measure, quantile
from bot.domain.numbers.version import Version

_DENOISED_OVER = 42
_NOISE_FADES = 21
"""Days after which the weight of an earlier day falls by a factor of e."""
_YOUNG = 0.5
"""A day whose logarithm was this much higher belongs to the roll-out and says nothing about the loss now."""
_OUTCOME_MAY_LACK = 3
"""Days by which an outcome may come early; the forecast is made for its day."""


@dataclass(frozen=True, slots=True)
class Range:
    """The loss expected after some days, with its 80 % range. Fractions."""

    loss: float
    low: float
    high: float


class Outlook:
    """Expectations for each version on each day of a history, from what was known by that day."""

    def __init__(self, losses: Losses) -> None:
        self._losses = losses
        self._paces: dict[int, Pace | None] = {}
        self._made: dict[tuple[int, float], Mapping[int, Miss]] = {}
        self._compared: dict[int, Mapping[int, int]] = {}

    def ranges(self, index: int, version: Version, days: Sequence[int]) -> list[Range]:
        """The loss at a version after each of ascending numbers of days; empty while no pace is known.

        Args:
            index: of the day in the history on which the forecast is made.
            version: any.
            days: numbers of days after that one, ascending.
        """
        pace = self._pace(index)
        if pace is None:
            return []
        start = self._level(index, version, pace)
        misses = Misses(self._made_like(index, start), self._losses.days[index], start, pace)
        return [
            Range(_fraction(end), _fraction(end - misses.by(day)), _fraction(end + misses.by(day)))
            for day, end in zip(days, pace.follow(start, days), strict=True)
        ]

    def _pace(self, index: int) -> Pace | None:
        if index not in self._paces:
            now = self._losses.days[index]
            known = [move for move in self._moves if now - MEMORY.days <= move.known <= now]
            self._paces[index] = Pace(known, now) if known else None
        return self._paces[index]

    @cached_property
    def _moves(self) -> list[Move]:
        return measure(self._losses)

    def _level(self, index: int, version: Version, pace: Pace) -> float:
        """The logarithm of the loss now: the median of the last days' losses, brought forward."""
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

    def _made_like(self, index: int, level: float) -> list[Mapping[int, Miss]]:
        """Every earlier forecast for a version with a similar loss, as its misses."""
        first = bisect_left(self._losses.days, self._losses.days[index] - MEMORY.days)
        return [
            self._misses(earlier, loss, version)
            for earlier in range(first, index)
            for loss, version in self._losses.levels(earlier)
            if abs(logarithm(loss) - level) <= ALIKE
        ]

    def _misses(self, index: int, loss: float, version: Version) -> Mapping[int, Miss]:
        """How far off a forecast made on this day was, by days ahead, as far as outcomes are known."""
        if (index, loss) not in self._made:
            self._made[index, loss] = self._compare(index, version)
        return self._made[index, loss]

    def _compare(self, index: int, version: Version) -> Mapping[int, Miss]:
        pace, losses = self._pace(index), self._losses
        outcomes = self._outcomes(index)
        if pace is None or not outcomes:
            return {}
        after = [losses.days[later] - losses.days[index] for later in outcomes.values()]
        ends = pace.follow(self._level(index, version, pace), after)
        return {
            ahead: Miss(losses.days[index] + ahead, abs(logarithm(losses.at(later, version)) - end))
            for (ahead, later), end in zip(outcomes.items(), ends, strict=True)
        }

    def _outcomes(self, index: int) -> Mapping[int, int]:
        """The index of the outcome's day for a forecast made on this day, by days ahead."""
        if index not in self._compared:
            losses, day = self._losses, self._losses.days[index]
            by = {ahead: losses.by(day + ahead, within=_OUTCOME_MAY_LACK) for ahead in LADDER}
            self._compared[index] = {ahead: later for ahead, later in by.items() if later is not None}
        return self._compared[index]


def _fraction(level: float) -> float:
    return min(math.exp(level), 1.0)
