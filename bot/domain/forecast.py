"""When a version will be safe: how its loss shrinks from here. Fractions; the range holds four outcomes in five."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from bot.domain.version import Version

HORIZONS = (28, 56)
"""Days ahead at which an expectation is kept, to be compared with what came."""


class Arrival(StrEnum):
    """What can be said of the day on which coverage reaches the target."""

    REACHED = "reached"
    """It has already."""
    EXPECTED = "expected"
    """On `Forecast.day`."""
    NOT_WITHIN_A_YEAR = "not-within-a-year"
    TOO_LITTLE_HISTORY = "too-little-history"
    """Fewer than four weeks of sound snapshots."""


@dataclass(frozen=True, slots=True)
class Expected:
    """The loss expected on a day, with its 80 % range. Fractions."""

    day: date
    loss: Decimal
    low: Decimal
    high: Decimal


@dataclass(frozen=True, slots=True)
class Forecast:
    """When the coverage of a version reaches a target."""

    version: Version
    target: Decimal
    """A coverage, such as 0.99."""
    made_on: date
    """The Chinese day of the newest snapshot that it rests on."""
    arrival: Arrival
    day: date | None = None
    """The expected day; only with `EXPECTED`."""
    earliest: date | None = None
    """The 80 % range of that day. With `NOT_WITHIN_A_YEAR` it may still have an earliest day."""
    latest: date | None = None
    """None when the late end is more than a year away."""
    path: tuple[Expected, ...] = ()
    """The loss at each of `HORIZONS`; empty with too little history."""


@dataclass(frozen=True, slots=True)
class KeptForecast:
    """An expectation as it was said, to be compared with what came."""

    version: Version
    made_on: date
    expected: Expected
