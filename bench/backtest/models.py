"""Simple models to compare the forecast with. All see the same history."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Known:
    """The loss at a version by the day of the forecast. Fractions."""

    today: float
    """On the day itself."""
    now: float
    """The median of the last seven days."""
    before: float
    """The median of the seven days four weeks before those."""
    between: int
    """Days."""


def no_change(known: Known, _ahead: int) -> float:
    """The loss stays what it is today."""
    return known.today


def linear(known: Known, ahead: int) -> float:
    """The loss falls each day by the average points of the last four weeks, down to 0."""
    return min(max(known.now + (known.now - known.before) / known.between * ahead, 0.0), 1.0)


def exponential_tail(known: Known, ahead: int) -> float:
    """The loss falls each day by the average ratio of the last four weeks."""
    return min(known.now * math.exp(math.log(known.now / known.before) / known.between * ahead), 1.0)


BASELINES: Final[dict[str, Callable[[Known, int], float]]] = {
    "no_change": no_change,
    "linear": linear,
    "exponential_tail": exponential_tail,
}
