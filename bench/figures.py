"""Arithmetic on measurements. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from math import ceil


def percentile(values: Sequence[float], percent: float) -> float:
    """The smallest value that at least so many percent of the values do not exceed (nearest rank).

    Raises:
        ValueError: there are no values.
    """
    if not values:
        raise ValueError("no values")
    rank = max(1, ceil(len(values) * percent / 100))
    return sorted(values)[rank - 1]


def median(values: Sequence[float]) -> float:
    """The middle one; of an even number the mean of the middle two, so that it favours neither side.

    Raises:
        ValueError: there are no values.
    """
    if not values:
        raise ValueError("no values")
    ordered, middle = sorted(values), len(values) // 2
    return ordered[middle] if len(values) % 2 else (ordered[middle - 1] + ordered[middle]) / 2


def rise(values: Sequence[float]) -> float:
    """By how much evenly spaced values rise from the first to the last, along the median of all their slopes.

    Outliers do not affect it, and a single step does by its own height at most, usually not at all:
    https://en.wikipedia.org/wiki/Theil%E2%80%93Sen_estimator.

    Raises:
        ValueError: there are fewer than two values.
    """
    pairs = combinations(enumerate(values), 2)
    return median([(later - earlier) / (then - now) for (now, earlier), (then, later) in pairs]) * (len(values) - 1)


def milliseconds(seconds: float) -> float:
    """Rounded to a microsecond."""
    return round(seconds * 1000, 3)


def summary(seconds: Sequence[float]) -> tuple[int, float, float, float]:
    """How many, and their median, 99th percentile and highest in milliseconds.

    Raises:
        ValueError: there are none.
    """
    p50, p99, highest = (milliseconds(percentile(seconds, percent)) for percent in (50, 99, 100))
    return len(seconds), p50, p99, highest


def spread(values: Sequence[float]) -> float:
    """How far the middle half of the values reaches, as a part of their median; 0 for a single one.

    Raises:
        ValueError: there are no values.
    """
    return (percentile(values, 75) - percentile(values, 25)) / median(values)


def settled(ratios: Sequence[float]) -> bool:
    """Whether the median of measured ratios is known well enough: its standard error is about 2 percent at most."""
    return len(ratios) > 1 and spread(ratios) / len(ratios) ** 0.5 <= 0.02  # noqa: PLR2004


@dataclass(frozen=True, slots=True)
class Goal:
    """What a figure should be, and whether it is."""

    value: float
    goal: str
    met: bool | None
    """None when the machine was busy: then nothing is known."""


def at_least(value: float, bound: float) -> Goal:
    """Met by the bound and anything above."""
    return Goal(value, f">= {bound:g}", value >= bound)


def at_most(value: float, bound: float) -> Goal:
    """Met by the bound and anything below."""
    return Goal(value, f"<= {bound:g}", value <= bound)


def below(value: float, bound: float) -> Goal:
    """Met by anything below the bound."""
    return Goal(value, f"< {bound:g}", value < bound)
