"""What the forecast is compared with: three that anyone would try first. All see the same history."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Known:
    """The loss at a version on the day of the forecast, and about four weeks before. Fractions."""

    now: float
    before: float
    between: int
    """Days."""


def no_change(known: Known, _ahead: int) -> float:
    """It stays as it is."""
    return known.now


def linear(known: Known, ahead: int) -> float:
    """Each day it falls by as many points as on average in the last four weeks, down to nothing."""
    return min(max(known.now + (known.now - known.before) / known.between * ahead, 0.0), 1.0)


def exponential_tail(known: Known, ahead: int) -> float:
    """Each day it falls by the same part of itself as on average in the last four weeks."""
    return min(known.now * math.exp(math.log(known.now / known.before) / known.between * ahead), 1.0)


BASELINES: Final[dict[str, Callable[[Known, int], float]]] = {
    "no_change": no_change,
    "linear": linear,
    "exponential_tail": exponential_tail,
}
