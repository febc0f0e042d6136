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
from operator import itemgetter, sub, truediv

from bot.domain.forecast.history import Losses, logarithm

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
        after = {span: losses.by(day + span, within=may_lack) for span, may_lack in _SPANS.items()}
        if all(later is None for later in after.values()):
            continue
        shown, weights = losses.shown(index), [0.0] * len(LEVELS)
        # Thousands of times: as `place`, of none below the last level.
        far = [-log / _APART for log in losses.logarithms_at(index, shown.values())]
        above = list(map(int, far))
        beyond = list(map(sub, far, above))
        for level, part in zip(above, beyond, strict=True):
            weights[level] += 1 - part
            weights[level + 1] += part
        for span, later in after.items():
            if later is not None:
                parts = map(truediv, losses.later(index, shown.values(), later), shown)
                came = zip(above, beyond, parts, strict=True)
                found.append(Move(day + span, _changes(came, weights, losses.days[later] - day)))
    return found


def _changes(came: Iterable[tuple[int, float, float]], weights: Sequence[float], took: int) -> tuple[float | None, ...]:
    """Versions within `_APART` count for a level, nearer ones more.

    Args:
        came: of each version the level at or above its loss, the weight with which it counts for the next one, and the
            part of its loss that is left after so many days.
        weights: of all versions that count for each level.
        took: how many days.
    """
    kept = [0.0] * len(LEVELS)
    for above, beyond, left in came:
        kept[above] += (1 - beyond) * left
        kept[above + 1] += beyond * left
    left_by_level = zip(kept, weights, strict=True)
    return tuple([_change(total / weight) / took if weight else None for total, weight in left_by_level])


def _change(left: float) -> float:
    return logarithm(left) if left < 1 else 0.0


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


class Moves:
    """The moves of a history, put in order once for the paces of all its days."""

    def __init__(self, moves: Iterable[Move]) -> None:
        every = list(moves)
        self.days: Sequence[int] = sorted({move.known for move in every})
        """Those from which some are known, ordinals."""
        self.by_level: list[tuple[Sequence[float], Sequence[int]]] = []
        """By level the changes, lowest first, and the day from which each is known."""
        for level in range(len(LEVELS)):
            changes = sorted((change, move.known) for move in every if (change := move.by_level[level]) is not None)
            self.by_level.append(([change for change, _ in changes], [known for _, known in changes]))


class Pace:
    """Change of the logarithm per day, by level: the median of the moves known on a day, recent ones before all.

    A level without a version takes the pace of the nearest level.
    """

    def __init__(self, moves: Moves, now: int, since: int = 0) -> None:
        """From the moves known by `now` and no earlier than `since`, both ordinals."""
        self._moves = moves
        self._weights = {
            known: math.exp((known - now) / _FADES) if since <= known <= now else 0.0 for known in moves.days
        }

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
        nearest = [
            level if found[level] is not None else min((abs(other - level), other) for other in known)[1]
            for level in range(len(LEVELS))
        ]
        return [_KEPT_UP * (found[level] or 0.0) for level in nearest]

    def _median(self, level: int) -> float | None:
        """As `quantile`: what has no weight is never the one."""
        changes, days = self._moves.by_level[level]
        passed = list(accumulate(map(self._weights.__getitem__, days)))
        return changes[bisect_left(passed, passed[-1] / 2)] if passed and passed[-1] else None


def quantile(weighed: Iterable[tuple[float, float]], part: float) -> float:
    """The smallest value at or below which this part of the total weight lies.

    Args:
        weighed: values with their weights; at least one.
        part: a fraction.
    """
    ordered = sorted(weighed, key=itemgetter(0))
    passed = list(accumulate(map(itemgetter(1), ordered)))
    return ordered[bisect_left(passed, part * passed[-1])][0]
