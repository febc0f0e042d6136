"""Promises of `bot.ports.numbers.Forecasts`."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from bot.domain.forecast.forecast import Expected, KeptForecast
from bot.domain.numbers.snapshot import Visible
from bot.ports.numbers import Forecasts
from bot.storage.engine.database import Database
from bot.storage.numbers.forecasts import SqlForecasts
from tests.domain.build import v
from tests.fakes.forecasts import FakeForecasts

MADE, DAY = date(2026, 10, 26), date(2026, 11, 23)
EXPECTED = Expected(DAY, Decimal("0.012345"), Decimal("0.009"), Decimal("0.0160"))
KEPT = KeptForecast(v("3.0.0"), MADE, EXPECTED)


@pytest.fixture
def forecasts(database: Database | None) -> Forecasts:
    """An empty store."""
    return SqlForecasts(database) if database else FakeForecasts()


async def test_gives_back_what_was_expected_once_its_day_has_come(forecasts: Forecasts) -> None:
    """To the last digit; of that program and workspace only."""
    await forecasts.keep("T1", "wx1", [KEPT])

    assert await forecasts.due("T1", Visible("wx1"), until=DAY) == [KEPT]
    assert await forecasts.due("T1", Visible("wx1"), until=DAY - timedelta(days=1)) == []
    assert await forecasts.due("T1", Visible("wx2"), until=DAY) == []
    assert await forecasts.due("T2", Visible("wx1"), until=DAY) == []


async def test_the_first_forecast_stays(forecasts: Forecasts) -> None:
    """Asking again on that day changes nothing."""
    await forecasts.keep("T1", "wx1", [KEPT])
    await forecasts.keep("T1", "wx1", [replace(KEPT, expected=replace(EXPECTED, loss=Decimal("0.5")))])
    await forecasts.keep("T1", "wx1", [])

    assert await forecasts.due("T1", Visible("wx1"), until=DAY) == [KEPT]


async def test_the_newest_day_comes_first(forecasts: Forecasts) -> None:
    """Of several made for a day the latest; at most 400."""
    days = [DAY - timedelta(days=ago) for ago in range(300)]
    made = [
        KeptForecast(v("3.0.0"), day - timedelta(weeks=weeks), replace(EXPECTED, day=day))
        for day in days
        for weeks in (4, 8)
    ]
    await forecasts.keep("T1", "wx1", made[::-1])

    assert await forecasts.due("T1", Visible("wx1"), until=DAY) == made[:400]
