"""Forecasts while WeChat counts old versions otherwise."""

from datetime import timedelta
from decimal import Decimal

import pytest

from bot.domain.forecast.forecast import Arrival, Foresight
from bot.domain.numbers.distribution import SAFE
from bot.domain.recommendation import next_candidate
from tests.domain.break_world import SINCE, breaks_of, days, report_at
from tests.domain.build import TODAY
from tests.domain.forecast_world import released

VERSION = next_candidate(report_at(days(1)))


@pytest.mark.parametrize("factor", [2.4, 0.4])
def test_they_go_on_from_both(factor: float) -> None:
    """The range covers where the level of before leads, and that of now; the middle is that of before."""
    assert VERSION
    kept = days(factor)
    (through,) = Foresight(kept, breaks_of(kept)).of(VERSION, [SAFE])
    (undisturbed,) = Foresight(days(1)).of(VERSION, [SAFE])
    (fitted,) = Foresight(kept).of(VERSION, [SAFE])

    assert through.made_on == undisturbed.made_on == TODAY
    for ours, truth, counted in zip(through.weeks, undisturbed.weeks, fitted.weeks, strict=True):
        assert abs(ours.loss / truth.loss - 1) < Decimal("0.1")
        assert ours.low <= min(truth.loss, truth.loss * Decimal(factor) * Decimal("1.05"))
        assert ours.high >= max(truth.loss, truth.loss * Decimal(factor) * Decimal("0.95"))
        assert abs(counted.loss / truth.loss - 1) > Decimal("0.1")


@pytest.mark.parametrize("ago", [16, 12, 8, 4, 0])
def test_what_is_reached_by_the_count_before_waits_for_the_count(ago: int) -> None:
    """It is not expected tomorrow, each day anew."""
    kept = [each for each in days() if each.day <= TODAY - timedelta(days=ago)]
    version = next_candidate(report_at(kept))
    assert version
    (found,) = Foresight(kept, breaks_of(kept)).of(version, [SAFE])

    assert (found.arrival, found.day, found.earliest, found.latest) == (Arrival.AWAITS_COUNT, None, None, None)
    assert found.weeks


def test_days_of_a_break_alone_say_why_there_is_no_forecast() -> None:
    """As few sound days do."""
    for factor, version in ((2.4, released(2)), (0.4, VERSION)):
        assert version
        (found,) = Foresight(days(factor)[-5:], breaks_of(days(factor))).of(version, [SAFE])

        assert found.arrival is Arrival.TOO_LITTLE_HISTORY


def test_its_days_are_not_fitted_to() -> None:
    """Once it is over, the forecast is that of the days outside."""
    assert VERSION
    kept = days(2.4, until=TODAY)
    outside = [each for each in kept if not SINCE <= each.day < TODAY]

    assert Foresight(kept, breaks_of([*kept])).of(VERSION, [SAFE])[0].weeks
    assert Foresight(outside, ()).of(VERSION, [SAFE]) == Foresight(kept, breaks_of(kept)).of(VERSION, [SAFE])


def test_safe_by_the_count_alone_is_not_reached() -> None:
    """Counted lower, it seems to keep 99 %."""
    assert VERSION
    kept = days(0.4)
    (found,) = Foresight(kept, breaks_of(kept)).of(VERSION, [SAFE])

    assert kept[-1].distribution
    assert kept[-1].distribution.coverage(VERSION).low >= SAFE
    assert found.arrival is Arrival.EXPECTED
