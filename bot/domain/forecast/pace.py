"""The pace at which losses shrink, per level: how versions with a similar loss moved recently.

All values are natural logarithms of the loss, where a steady pace is a straight line, and floats: these are estimates,
not shares.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.domain.forecast.history import Losses

STEP = 28
"""Days after which the pace is looked up again on the way down."""
_SPANS = {14: 3, 28: 7}
"""Days over which a pace is measured, with the number that may be missing."""
_LEVEL = 0.25
_LEVELS = 31
"""Paces are kept for losses of 100 %, 78 %, 61 % ... 0.06 %: each a step of `_LEVEL` in the logarithm."""
_ALIKE = 0.5
"""Versions count for a level when their logarithm is this near; nearer ones count more."""
_FADES = 90
"""Days after which the weight of a move falls by a factor of e."""
_SMALLEST = 0.0001
"""A smaller loss counts as this: WeChat itself shows no smaller share."""


def logarithm(loss: float) -> float:
    """The logarithm of a fraction, however small."""
    return math.log(max(loss, _SMALLEST))


@dataclass(frozen=True, slots=True)
class Move:
    """How the losses of a day changed within about two or four weeks."""

    known: int
    """The day from which it is known, an ordinal."""
    by_level: tuple[float | None, ...]
    """Change of the logarithm per day, never above zero, as users do not go back by themselves; None at levels without
    a version."""


def measure(losses: Losses) -> list[Move]:
    """The moves after each day of a history."""
    return [
        Move(day + span, _changes(losses, index, later))
        for index, day in enumerate(losses.days)
        for span, may_lack in _SPANS.items()
        if (later := losses.by(day + span, within=may_lack)) is not None
    ]


def _changes(losses: Losses, index: int, later: int) -> tuple[float | None, ...]:
    took = losses.days[later] - losses.days[index]
    kept = [0.0] * _LEVELS
    weights = [0.0] * _LEVELS
    for loss, version in losses.levels(index):
        if loss <= _SMALLEST:
            continue
        part = losses.at(later, version) / loss
        for level, weight in _levels_near(math.log(loss)):
            kept[level] += weight * part
            weights[level] += weight
    return tuple(
        min(logarithm(total / weight), 0.0) / took if weight else None
        for total, weight in zip(kept, weights, strict=True)
    )


def _levels_near(logarithm: float) -> list[tuple[int, float]]:
    lowest = max(0, math.ceil((-logarithm - _ALIKE) / _LEVEL))
    highest = min(_LEVELS - 1, math.floor((-logarithm + _ALIKE) / _LEVEL))
    near = [(level, 1 - abs(-logarithm - level * _LEVEL) / _ALIKE) for level in range(lowest, highest + 1)]
    return [(level, weight) for level, weight in near if weight > 0]


class Pace:
    """Change of the logarithm per day, by level: the median of the moves known on a day, recent ones before all.

    A level without a version takes the pace of the nearest level.
    """

    def __init__(self, moves: Sequence[Move], now: int) -> None:
        """From at least one move that is known by `now`, an ordinal."""
        self._weighed = [(move.by_level, math.exp((move.known - now) / _FADES)) for move in moves]
        self._known: dict[int, float] = {}

    def at(self, level: float) -> float:
        """The pace at the logarithm of a loss."""
        place = min(max(-level / _LEVEL, 0.0), _LEVELS - 1.0)
        upper = min(int(place), _LEVELS - 2)
        above, below = self._at_step(upper), self._at_step(upper + 1)
        return above + (place - upper) * (below - above)

    def follow(self, level: float, days: Iterable[int]) -> list[float]:
        """The logarithms reached from a loss's logarithm, after each of ascending numbers of days."""
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

    def _at_step(self, step: int) -> float:
        if step not in self._known:
            nearest_first = sorted(range(_LEVELS), key=lambda other: abs(other - step))
            self._known[step] = next(
                (found for near in nearest_first if (found := self._median(near)) is not None), 0.0
            )
        return self._known[step]

    def _median(self, step: int) -> float | None:
        changes = [(change, weight) for by_level, weight in self._weighed if (change := by_level[step]) is not None]
        return quantile(changes, 0.5) if changes else None


def quantile(weighed: Sequence[tuple[float, float]], part: float) -> float:
    """The smallest value at or below which this part of the total weight lies.

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
