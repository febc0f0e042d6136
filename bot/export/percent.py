"""Fractions as the percentages of JSON: numbers from 0 to 100."""

from decimal import Decimal
from typing import Any

from bot.domain.numbers.distribution import Bounds


def percent_json(fraction: Decimal) -> float:
    """A fraction as a percentage."""
    return float(round(fraction * 100, 6))


def bounds_json(bounds: Bounds | None) -> dict[str, Any] | None:
    """The two ends of a fraction, as percentages."""
    return {"low": percent_json(bounds.low), "high": percent_json(bounds.high)} if bounds else None
