"""Arithmetic on measurements, their goals, and both in Markdown. Pure."""

import operator
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations
from math import ceil
from statistics import median
from string import Formatter
from typing import Any, Final

Figures = Mapping[str, Any]
"""The JSON of a run, or a part of it."""
_COMPARED: Final = {">=": operator.ge, "<=": operator.le, "<": operator.lt}
_VERDICTS: Final = {True: "met", False: "**missed**", None: "busy"}


def percentile(values: Sequence[float], percent: float) -> float:
    """The smallest value that at least so many percent of the values do not exceed (nearest rank).

    Raises:
        ValueError: there are no values.
    """
    if not values:
        raise ValueError("no values")
    rank = max(1, ceil(len(values) * percent / 100))
    return sorted(values)[rank - 1]


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


def latency(seconds: Sequence[float]) -> dict[str, Any]:
    """How many, and their median, 99th percentile and highest in milliseconds.

    Raises:
        ValueError: there are none.
    """
    percents = {"p50_ms": 50, "p99_ms": 99, "max_ms": 100}
    found = {name: milliseconds(percentile(seconds, percent)) for name, percent in percents.items()}
    return {"count": len(seconds), **found}


def ratios(ours: Sequence[float], others: Sequence[float]) -> list[float]:
    """Of what was measured in turns."""
    return [one / other for one, other in zip(ours, others, strict=True)]


def spread(values: Sequence[float]) -> float:
    """How far the middle half of the values reaches, as a part of their median; 0 for a single one.

    Raises:
        ValueError: there are no values.
    """
    return (percentile(values, 75) - percentile(values, 25)) / median(values)


def settled(ratios: Sequence[float]) -> bool:
    """Whether the median of measured ratios is known well enough: its standard error is about 2 percent at most."""
    return len(ratios) > 1 and spread(ratios) / len(ratios) ** 0.5 <= 0.02  # noqa: PLR2004


def goal(value: float | None, comparison: str, bound: float) -> dict[str, Any]:
    """What a figure should be (">=", "<=" or "<" the bound), and whether it is; None where that cannot be judged."""
    met = None if value is None else _COMPARED[comparison](value, bound)
    return {"value": value, "goal": f"{comparison} {bound:g}", "met": met}


def markdown(head: str, rows: Iterable[Sequence[str]]) -> str:
    """A table in Markdown below the two lines of its head."""
    return "\n".join([head, *(f"| {' | '.join(row)} |" for row in rows)])


def filled(template: str, figures: Figures) -> str:
    """A text with figures in its fields.

    A goal becomes two cells of a table, the `*` of its format what it says; latencies become their median and 99th
    percentile, None a dash.
    """
    return _Filling().vformat(template, (), figures)


class _Filling(Formatter):
    def format_field(self, value: Any, format_spec: str) -> str:
        match value:
            case None:
                return "–"
            case {"goal": text, "met": met}:
                return f"{(format_spec or '*').replace('*', text)} | {_VERDICTS[met]}"
            case {"p50_ms": p50, "p99_ms": p99}:
                return f"{p50:.2f}, {p99:.2f}"
        return str(super().format_field(value, format_spec))
