"""The pace at which losses shrink, per level: how versions with a similar loss moved recently.

All values are natural logarithms of the loss, where a steady pace is a straight line, and floats: these are estimates,
not shares.
"""

import math
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from operator import itemgetter

from bot.domain.forecast.history import Level, Losses, logarithm

STEP = 28
"""Days after which the pace is looked up again on the way down."""
LEVELS = tuple(-0.5 * number for number in range(20))
"""Losses of 100 %, 61 %, 37 % ... 0.007 %, as logarithms, highest first."""
_APART = 0.5
_LAST = len(LEVELS) - 1
_SPANS = {14: 3, 28: 7}
"""Days over which a pace is measured, with the number that may be missing."""
_FADES = 90
"""Days after which the weight of a move falls by a factor of e."""
_KEPT_UP = 0.9
"""The part of the pace that is expected to go on: who has not updated by now is slower than who has."""


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
    found = []
    for index, day in enumerate(losses.days):
        levels = [level for level in losses.levels(index) if level.shown]
        places = [place(level.logarithm) for level in levels]
        for span, may_lack in _SPANS.items():
            if (later := losses.by(day + span, within=may_lack)) is not None:
                found.append(Move(day + span, _changes(losses, levels, places, index, later)))
    return found


def _changes(
    losses: Losses, levels: Sequence[Level], places: Sequence[tuple[int, float]], index: int, later: int
) -> tuple[float | None, ...]:
    """Versions within `_APART` count for a level, nearer ones more."""
    took = losses.days[later] - losses.days[index]
    kept = [0.0] * len(LEVELS)
    weights = [0.0] * len(LEVELS)
    after = losses.each(later, [level.version for level in levels])
    for (loss, _, _), (above, beyond), then in zip(levels, places, after, strict=True):
        part, near = then / loss, 1 - beyond
        kept[above] += near * part
        weights[above] += near
        kept[above + 1] += beyond * part
        weights[above + 1] += beyond
    return tuple(
        min(logarithm(total / weight), 0.0) / took if weight else None
        for total, weight in zip(kept, weights, strict=True)
    )


def place(logarithm: float) -> tuple[int, float]:
    """The number of the level at or above a logarithm, and how far beyond it, as a part of the way to the next."""
    if logarithm >= 0:
        return 0, 0.0
    far = -logarithm / _APART
    number = int(far)
    return (number, far - number) if number < _LAST else (_LAST - 1, 1.0)


def between(values: Sequence[float], logarithm: float) -> float:
    """The value at a logarithm, between those at `LEVELS`."""
    number, beyond = place(logarithm)
    return values[number] + beyond * (values[number + 1] - values[number])


def never_rising(values: Iterable[float]) -> list[float]:
    """Values at `LEVELS` made never to rise from the highest level down: a higher loss stays the higher one."""
    return list(accumulate(reversed(list(values)), max))[::-1]


class Pace:
    """Change of the logarithm per day, by level: the median of the moves known on a day, recent ones before all.

    A level without a version takes the pace of the nearest level.
    """

    def __init__(self, moves: Sequence[Move], now: int) -> None:
        """From at least one move that is known by `now`, an ordinal."""
        self._weighed = [(move.by_level, math.exp((move.known - now) / _FADES)) for move in moves]

    def at(self, level: float) -> float:
        """The pace at the logarithm of a loss."""
        return between(self._at_levels, level)

    def follow(self, level: float, days: Iterable[int]) -> list[float]:
        """The logarithms reached from a loss's logarithm, after each of ascending numbers of days."""
        found, passed = [], 0
        for day in days:
            while day - passed >= STEP:
                level, passed = between(self.after_step, level), passed + STEP
            part = (day - passed) / STEP
            found.append(level + part * (between(self.after_step, level) - level) if part else level)
        return found

    @cached_property
    def after_step(self) -> Sequence[float]:
        """Where `LEVELS` are after `STEP` days, in their order."""
        return never_rising(level + STEP * pace for level, pace in zip(LEVELS, self._at_levels, strict=True))

    @cached_property
    def _at_levels(self) -> list[float]:
        found = [self._median(level) for level in range(len(LEVELS))]
        known = [level for level, pace in enumerate(found) if pace is not None]
        if not known:
            return [0.0] * len(LEVELS)
        nearest = [min((abs(other - level), other) for other in known)[1] for level in range(len(LEVELS))]
        return [_KEPT_UP * (found[level] or 0.0) for level in nearest]

    def _median(self, level: int) -> float | None:
        changes = [(change, weight) for by_level, weight in self._weighed if (change := by_level[level]) is not None]
        return quantile(changes, 0.5) if changes else None


def quantile(weighed: Iterable[tuple[float, float]], part: float) -> float:
    """The smallest value at or below which this part of the total weight lies.

    Args:
        weighed: values with their weights; at least one.
        part: a fraction.
    """
    ordered = sorted(weighed)
    passed = list(accumulate(map(itemgetter(1), ordered)))
    return ordered[bisect_left(passed, part * passed[-1])][0]
