"""The range of a forecast, calibrated online: as wide as earlier forecasts were off, see docs/develop/forecast.md."""

import math
from bisect import insort
from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from bot.domain.forecast.pace import STEP, quantile

AROUND = 3
"""An outcome is the median of the days at most so many days off: of seven, when there is one each day."""
RUNGS = (1, 2, 3, 6, 12)
"""Steps ahead for which misses are collected; the others take that of the next lower one."""
_BEYOND = 0.11
"""Share of past outcomes beyond either end of a range; with a tenth, more than four in five were within."""
_SPEED = 0.05
"""How fast an end follows: an end below all outcomes of a day of forecasts rises by nearly this part."""
_ASSUMED, _ASSUMED_OF_DECLINE = 0.05, 0.4
"""The usual miss: a constant part, and a part of the decline."""
_ASSUMED_WEIGHS = 4
"""What is assumed of the ends weighs as much as this many days of forecasts compared with their outcome."""


def assumed(decline: float) -> float:
    """The usual miss after a decline, both in the logarithm of the loss; misses and ends are parts of it."""
    return _ASSUMED + _ASSUMED_OF_DECLINE * decline


class Ends(NamedTuple):
    """How far below and above what is expected, as parts of the usual miss."""

    below: float
    above: float


@dataclass(frozen=True, slots=True)
class Replay:
    """Forecasts made in hindsight on one day, compared with their outcomes."""

    made_on: int
    """An ordinal."""
    misses: Mapping[int, Sequence[Ends]]
    """How far beyond the starts' ends the outcomes were, one for each version: by rung, those without one missing."""


class Misses:
    """How far the ends of a range are: by rung, learned from earlier forecasts of all levels together.

    Most of a miss is common to all versions of a day. An end is a quantile of the misses so far, mixed with what is
    assumed for every program, times a factor: each day with too many outcomes beyond the end raises it, each with too
    few lowers it.
    """

    def __init__(self, replays: Iterable[Replay]) -> None:
        """From the replays of earlier days, each with the outcomes known by now."""
        self._replays = sorted(replays, key=lambda each: each.made_on)
        self._known: dict[int, Ends] = {}

    def at(self, steps: int) -> Ends:
        """The ends after this number of steps."""
        rung = max(rung for rung in RUNGS if rung <= max(steps, 1))
        if rung not in self._known:
            lower = self.at(rung - 1) if rung > 1 else Ends(1.0, 1.0)
            self._known[rung] = Ends(*(self._end(rung, side, otherwise) for side, otherwise in enumerate(lower)))
        return self._known[rung]

    def _end(self, rung: int, side: int, otherwise: float) -> float:
        """As it is now. On each earlier day it was what could be learned by then."""
        end, waiting = _End(otherwise), deque[tuple[int, Sequence[float], float]]()
        for replay in self._replays:
            while waiting and waiting[0][0] <= replay.made_on:
                end.learn(*waiting.popleft()[1:])
            if found := replay.misses.get(rung):
                known = replay.made_on + rung * STEP + AROUND
                waiting.append((known, [each[side] for each in found], end.now))
        for _, misses, then in waiting:
            end.learn(misses, then)
        return end.now


class _End:
    """One end of a range, while it learns."""

    def __init__(self, otherwise: float) -> None:
        self._otherwise = otherwise
        """The end without evidence."""
        self._misses: list[tuple[float, float]] = []
        """With their weights, ascending."""
        self._days = 0
        self._factor = 1.0

    @property
    def now(self) -> float:
        """As a part of the usual miss."""
        seen = max(quantile(self._misses, 1 - _BEYOND), 0.0) if self._misses else 0.0
        return self._factor * (self._days * seen + _ASSUMED_WEIGHS * self._otherwise) / (self._days + _ASSUMED_WEIGHS)

    def learn(self, misses: Sequence[float], then: float) -> None:
        """From the misses of a day on which the end was `then`."""
        beyond = sum(miss > then for miss in misses) / len(misses)
        self._factor *= math.exp(_SPEED * (beyond - _BEYOND))
        self._days += 1
        for miss in misses:
            insort(self._misses, (miss, 1 / len(misses)))
