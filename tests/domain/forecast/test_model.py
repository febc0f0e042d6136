"""The parts of the forecast: what it knows when, and how much it believes of it."""

from collections.abc import Collection
from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.forecast.history import Losses, weekly
from bot.domain.forecast.misses import LADDER, Miss, Misses
from bot.domain.forecast.model import Outlook
from bot.domain.forecast.pace import Move, Pace, quantile
from tests.domain.build import TODAY, snapshot_of
from tests.domain.forecast_world import history, released, rough

STEADY = Pace([Move(0, (-0.01,) * 31)], 0)


@pytest.mark.parametrize("lost", [(), (3, 4, 11, 20, 28), range(1, 30, 3)])
def test_what_came_later_changes_no_forecast(lost: Collection[int]) -> None:
    """A forecast made in hindsight, as the backtest and the range make them, is the one that was made then."""
    kept = [each for index, each in enumerate(history(250, noise=rough)) if index not in lost]
    whole = Outlook(Losses(kept))
    for index in range(6, len(kept)):
        then = Outlook(Losses(kept[: index + 1]))
        assert whole.ranges(index, released(8), (28, 56, 100)) == then.ranges(index, released(8), (28, 56, 100))


def test_losses_are_those_of_the_distribution() -> None:
    """Of listed versions all at once, of others one by one."""
    (kept,) = history(0)
    losses = Losses([kept])
    assert kept.distribution is not None
    for version in (*kept.distribution.versions, released(-3), released(90)):
        assert losses.at(0, version) == pytest.approx(float(kept.distribution.loss(version).low), abs=1e-12)


@given(st.lists(st.integers(0, 400), min_size=1, unique=True))
def test_a_weekly_series_ends_with_the_newest_and_leaves_days_between(back: list[int]) -> None:
    """And whoever asks on an earlier day of the series sees what comes before it."""
    days = [TODAY - timedelta(days=ago) for ago in sorted(back, reverse=True)]
    kept = [snapshot_of({"3.0.0": "1"}, day) for day in days]
    series = weekly(kept)
    gaps = [later.day - earlier.day for earlier, later in pairwise(series)]

    assert series[-1] is kept[-1]
    assert all(gap >= timedelta(days=4) for gap in gaps)
    middle = series[len(series) // 2]
    assert weekly([each for each in kept if each.day <= middle.day]) == [
        each for each in series if each.day <= middle.day
    ]


def test_a_steady_pace_is_a_straight_line() -> None:
    """In the logarithm, whichever days are asked for."""
    assert STEADY.follow(-2.0, [0, 10, 28, 30, 365]) == pytest.approx([-2.0, -2.1, -2.28, -2.3, -5.65])


def test_the_pace_of_a_level_is_the_median_of_recent_moves() -> None:
    """An old move counts less; a level where nobody was has that of the nearest."""
    fast, slow, old = (-0.02, None, None), (-0.01, None, None), (-0.5, None, None)
    nothing = (None,) * 28
    pace = Pace([Move(1000, fast + nothing), Move(1000, slow + nothing), Move(100, old + nothing)], 1000)

    assert pace.at(0.0) == -0.02
    assert pace.at(-5.0) == -0.02
    assert Pace([Move(0, (None,) * 31)], 0).at(-3.0) == 0


def test_while_nothing_shows_it_a_miss_is_assumed() -> None:
    """A part of its own, and a part of the decline; nothing is off on the day itself."""
    misses = Misses([], 0, -3.0, STEADY)

    assert misses.by(0) == 0
    assert misses.by(28) == pytest.approx(0.05 + 0.4 * 0.28)
    assert misses.by(14) == pytest.approx(misses.by(28) / 2)
    assert misses.by(400) == misses.by(LADDER[-1])


def test_the_more_days_were_compared_the_less_is_assumed() -> None:
    """Forecasts that were always right make the range narrow in time."""
    right = [[{28: Miss(day, 0.0)} for day in range(count)] for count in (0, 4, 100)]
    none, few, many = (Misses(each, 1000, -3.0, STEADY).by(28) for each in right)

    assert few == pytest.approx(none / 2)
    assert many < none / 20


def test_four_in_five_misses_are_within() -> None:
    """And a few more; only those known by the day count. For longer times than any they grow in proportion."""
    made = [{28: Miss(500, part / 10)} for part in range(1, 11)] + [{28: Miss(2000, 9.0)}] * 50
    misses = Misses(made, 500, -3.0, Pace([Move(0, (0.0,) * 31)], 0))

    assert misses.by(28) == pytest.approx((1 * 0.9 + 4 * 0.05) / 5)
    assert misses.by(84) == pytest.approx((1 * 0.9 * 3 + 4 * 0.05) / 5)


@pytest.mark.parametrize(("part", "expected"), [(0.0, 1), (0.5, 2), (0.8, 3), (1.0, 3)])
def test_a_quantile_counts_weights(part: float, expected: float) -> None:
    """The smallest value below or at which that part of the weight lies."""
    assert quantile([(3, 1), (1, 1), (2, 2)], part) == expected
