"""Forecasts to build messages from."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from bot.domain.forecast.forecast import Arrival, CheckedForecast, Compared, Expected, Forecast, KeptForecast, Record
from tests.blocks.samples import DAY
from tests.domain.build import v

VERSION: Final = v("3.12.0")
_PATH: Final = (
    Expected(DAY + timedelta(days=28), Decimal("0.0312"), Decimal("0.0254"), Decimal("0.0383")),
    Expected(DAY + timedelta(days=56), Decimal("0.0103"), Decimal("0.0071"), Decimal("0.0149")),
)
_EXPECTED: Final = Expected(DAY - timedelta(days=1), Decimal("0.012"), Decimal("0.009"), Decimal("0.016"))


def forecast(
    arrival: Arrival,
    *,
    target: str = "0.99",
    day: date | None = None,
    earliest: date | None = None,
    latest: date | None = None,
) -> Forecast:
    """Of 3.12.0, made on the day of the samples."""
    known = arrival not in (Arrival.TOO_LITTLE_HISTORY, Arrival.NO_USERS)
    return Forecast(VERSION, Decimal(target), DAY, arrival, day, earliest, latest, _PATH if known else ())


REACHED: Final = forecast(Arrival.REACHED, target="0.95")
SAFE_IN_JANUARY: Final = forecast(
    Arrival.EXPECTED, day=date(2027, 1, 12), earliest=date(2026, 12, 28), latest=date(2027, 2, 3)
)
_KEPT: Final = KeptForecast(VERSION, DAY - timedelta(days=28), _EXPECTED)
RECORD: Final = Record(14, 12, Decimal("0.0012"), Compared(_KEPT, _EXPECTED.day, Decimal("0.013")))
_A_DAY_OFF: Final = Record(14, 12, Decimal("0.0012"), Compared(_KEPT, DAY, Decimal("0.013")))
"""Nothing was read on the very day that was expected."""
FORESEEN: Final = {
    "expected": CheckedForecast((SAFE_IN_JANUARY, REACHED), _A_DAY_OFF),
    "expected-twice": CheckedForecast(
        (
            forecast(Arrival.EXPECTED, day=date(2027, 9, 30), earliest=date(2027, 5, 17)),
            forecast(Arrival.EXPECTED, target="0.95", day=date(2026, 12, 4), earliest=DAY, latest=date(2026, 12, 9)),
        ),
        None,
    ),
    "not-within-a-year": CheckedForecast(
        (forecast(Arrival.NOT_WITHIN_A_YEAR), REACHED), RECORD, outliers=(DAY - timedelta(days=2), DAY)
    ),
    "hardly-within-a-year": CheckedForecast(
        (
            forecast(Arrival.NOT_WITHIN_A_YEAR, earliest=date(2027, 10, 11)),
            forecast(Arrival.NOT_WITHIN_A_YEAR, target="0.95"),
        ),
        Record(1, 0, Decimal("0.004"), None),
    ),
    "too-little-history": CheckedForecast(
        (forecast(Arrival.TOO_LITTLE_HISTORY), forecast(Arrival.TOO_LITTLE_HISTORY, target="0.95")), None
    ),
    "reached": CheckedForecast((forecast(Arrival.REACHED), REACHED), Record(3, 3, Decimal("0.0004"), None)),
    "nobody-yet": CheckedForecast((forecast(Arrival.NO_USERS), forecast(Arrival.NO_USERS, target="0.95")), None),
}
"""Every arrival, with and without a record."""
