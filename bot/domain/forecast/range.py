"""The range of a forecast: as wide as earlier forecasts were off."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.domain.forecast.pace import STEP, quantile

RUNGS = (1, 2, 3, 6, 12)
"""Steps ahead for which misses are collected; the others take that of the next lower one."""
_HELD = 0.78
"""Share of past misses that the range covers. With what it is widened by after a break, four in five are within."""
_FADES = 180
"""Days after which the weight of a miss falls by a factor of e."""
_ASSUMED, _ASSUMED_OF_DECLINE = 0.05, 0.4
"""The miss assumed without evidence: a constant part, and a part of the decline."""
_ASSUMED_WEIGHS = 2
"""The assumption weighs as much as this many days of forecasts compared with their outcome."""


def assumed(decline: float) -> float:
    """The miss assumed after a decline, both in the logarithm of the loss."""
    return _ASSUMED + _ASSUMED_OF_DECLINE * decline


@dataclass(frozen=True, slots=True)
class Replay:
    """Forecasts made in hindsight on one day: how far off each was, as a part of what was assumed."""

    made_on: int
    """An ordinal."""
    misses: Mapping[int, Sequence[float]]
    """By rung, one for each version; rungs without an outcome are missing."""


class Misses:
    """How far off four in five forecasts were, as a part of what was assumed: by rung, of all levels together.

    Most of a miss is common to all versions of a day. The history's misses are mixed with those assumed for every
    program, and weigh more with each day compared.
    """

    def __init__(self, replays: Sequence[Replay], now: int) -> None:
        """From the replays of earlier days, each with the outcomes known by `now`, an ordinal."""
        self._replays = replays
        self._now = now
        self._known: dict[int, float] = {}

    def at(self, steps: int) -> float:
        """The part after this number of steps."""
        rung = max(rung for rung in RUNGS if rung <= max(steps, 1))
        if rung not in self._known:
            lower = self.at(rung - 1) if rung > 1 else 1.0
            self._known[rung] = self._part(rung, otherwise=lower)
        return self._known[rung]

    def _part(self, rung: int, *, otherwise: float) -> float:
        """Mixed with the next lower rung."""
        weighed, compared = [], 0.0
        for replay in self._replays:
            misses = replay.misses.get(rung)
            if misses:
                weight = math.exp((replay.made_on + rung * STEP - self._now) / _FADES)
                weighed += [(miss, weight / len(misses)) for miss in misses]
                compared += weight
        if not weighed:
            return otherwise
        return (compared * quantile(weighed, _HELD) + _ASSUMED_WEIGHS * otherwise) / (compared + _ASSUMED_WEIGHS)
