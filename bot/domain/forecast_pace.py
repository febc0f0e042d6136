"""The pace at which losses shrink, found per level: how versions moved that lost as many users not long ago.

Everything happens to the natural logarithm of the loss, in which a steady pace is a straight line, and with floats:
these are estimates, not shares.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.domain.forecast_history import Losses

STEP = 28
"""Days after which the pace is looked up anew on the way down."""
_SPANS = {14: 3, 28: 7}
"""Days over which a pace is measured, with how many of them may lack or be too many."""
_LEVEL = 0.25
_LEVELS = 31
"""Paces are kept for losses of 100 %, 78 %, 61 % ... 0.06 %: each a step of `_LEVEL` in the logarithm."""
_ALIKE = 0.5
"""Versions count for a level when their logarithm is that near; the nearer, the more."""
_FADES = 90
"""Days after which what happened counts by a factor of e less."""
_SMALLEST = 0.0001
"""A smaller loss counts as this: WeChat itself shows no smaller share."""


@dataclass(frozen=True, slots=True)
class Move:
    """How the losses of a day changed in about two or four weeks."""

    until: int
    """The later day, an ordinal."""
    by_level: tuple[float | None, ...]
    """Change of the logarithm per day; None at levels where no version was."""


@dataclass(frozen=True, slots=True)
class Pace:
    """Change of the logarithm per day, by level; never above zero, as users do not go back by themselves."""

    by_level: tuple[float, ...]

    def at(self, level: float) -> float:
        """The pace at the logarithm of a loss."""
        place = min(max(-level / _LEVEL, 0), _LEVELS - 1)
        lower = min(int(place), _LEVELS - 2)
        return self.by_level[lower] + (place - lower) * (self.by_level[lower + 1] - self.by_level[lower])

    def follow(self, level: float, days: Iterable[int]) -> list[float]:
        """Where it leads from the logarithm of a loss, after each of ascending numbers of days."""
        found, passed, per_day = [], 0, 0.0
        for day in days:
            while passed < day:
                if passed % STEP == 0:
                    per_day = self.at(level)
                step = min(STEP - passed % STEP, day - passed)
                level += step * per_day
                passed += step
            found.append(level)
        return found


def logarithm(loss: float) -> float:
    """Of a fraction, however small."""
    return math.log(max(loss, _SMALLEST))


def measure_moves(losses: Losses) -> list[Move]:
    """What happened after each day of a history."""
    return [
        _move(losses, index, later)
        for index, day in enumerate(losses.days)
        for span, may_miss in _SPANS.items()
        if (later := losses.near(day + span, within=may_miss)) is not None
    ]


def _move(losses: Losses, index: int, later: int) -> Move:
    took = losses.days[later] - losses.days[index]
    kept = [0.0] * _LEVELS
    weights = [0.0] * _LEVELS
    for loss, version in losses.levels(index).items():
        if loss <= _SMALLEST:
            continue
        part = losses.at(later, version) / loss
        for level, weight in _levels_near(math.log(loss)):
            kept[level] += weight * part
            weights[level] += weight
    changes = (
        min(logarithm(total / weight), 0.0) / took if weight else None
        for total, weight in zip(kept, weights, strict=True)
    )
    return Move(losses.days[later], tuple(changes))


def measure_pace(moves: Sequence[Move], now: int) -> Pace | None:
    """At each level the median of recent moves; at one that no version was at, that of the nearest level.

    Args:
        moves: those that had ended by `now`.
        now: a day, an ordinal; the newer a move, the more it counts.
    """
    weights = [math.exp((each.until - now) / _FADES) for each in moves]
    found: dict[int, float] = {}
    for level in range(_LEVELS):
        changes = [
            (change, w) for each, w in zip(moves, weights, strict=True) if (change := each.by_level[level]) is not None
        ]
        if changes:
            found[level] = quantile(changes, 0.5)
    if not found:
        return None
    return Pace(tuple(found[min(found, key=lambda known: abs(known - level))] for level in range(_LEVELS)))


def quantile(weighed: Iterable[tuple[float, float]], part: float) -> float:
    """The smallest of some values below or at which this part of all weight lies.

    Args:
        weighed: values with their weights; at least one.
        part: a fraction.
    """
    ordered = sorted(weighed)
    wanted = part * sum(weight for _, weight in ordered)
    passed = 0.0
    for value, weight in ordered:
        passed += weight
        if passed >= wanted:
            return value
    return ordered[-1][0]


def _levels_near(logarithm: float) -> list[tuple[int, float]]:
    lowest = max(0, math.ceil((-logarithm - _ALIKE) / _LEVEL))
    highest = min(_LEVELS - 1, math.floor((-logarithm + _ALIKE) / _LEVEL))
    near = [(level, 1 - abs(-logarithm - level * _LEVEL) / _ALIKE) for level in range(lowest, highest + 1)]
    return [(level, weight) for level, weight in near if weight > 0]
