"""Parts of the forecast: what it knows when, and how much of it it believes."""

import math
from collections.abc import Collection, Iterable
from datetime import date, timedelta
from decimal import Decimal
from itertools import chain, pairwise
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.forecast.model import Fan, Outlook, Start, first_day, mean_between
from bot.domain.forecast.pace import (
    LEVELS,
    RUNGS,
    Ends,
    Losses,
    Misses,
    Move,
    Moves,
    Pace,
    Replay,
    assumed,
    between,
    never_rising,
    quantile,
)
from bot.domain.numbers.snapshot import Snapshot
from bot.domain.numbers.version import Meaning
from tests.domain.break_world import history, released, rough, snapshot
from tests.domain.build import TODAY, read_as, share_rows, snapshot_of, v

STEADY = Pace(Moves([Move(0, (-0.01,) * len(LEVELS))]), 0)
NONE_KNOWN = Misses([])
_DAILY = history(120, every=1)
HORIZONS = (0, 1, 28, 56, 100, 365)


def newest(snapshots: Collection[Snapshot]) -> tuple[Outlook, int]:
    """A history's outlook, and the index of its newest day."""
    losses = Losses(snapshots)
    return Outlook(losses), len(losses.days) - 1


@pytest.mark.parametrize(
    ("lost", "every"), [((), 7), ((3, 4, 11, 20, 28), 7), (range(1, 30, 3), 7), (range(2, 120, 5), 1)]
)
def test_what_came_later_changes_no_forecast(lost: Collection[int], every: int) -> None:
    """A forecast in hindsight, as in the backtest and the range, equals the one made then."""
    days = 250 if every > 1 else 110
    kept = [each for index, each in enumerate(history(days, every=every, noise=rough)) if index not in lost]
    whole = Outlook(Losses(kept))
    for index in range(len(kept) - 1, 6, -(17 if every == 1 else 3)):
        then = Outlook(Losses(kept[: index + 1]))
        assert whole.ranges(index, released(8), (28, 56, 100)) == then.ranges(index, released(8), (28, 56, 100))


def test_losses_are_those_of_the_distribution() -> None:
    (kept,) = history(0)
    losses = Losses([kept])
    assert kept.distribution is not None
    for version in (*kept.distribution.versions, released(-3), released(90)):
        assert losses.at(0, version) == pytest.approx(float(kept.distribution.loss(version).low), abs=1e-12)


@given(
    st.lists(share_rows(min_size=2, max_size=8), min_size=2, max_size=12),
    st.lists(st.integers(1, 40), min_size=12, max_size=12),
)
@settings(max_examples=25, deadline=None)
def test_whatever_the_numbers_a_higher_version_is_expected_to_lose_no_less(
    rows: list[list[tuple[str, Decimal]]], gaps: list[int]
) -> None:
    days = [TODAY - timedelta(days=sum(gaps[:number])) for number in range(len(rows))]
    outlook, index = newest([snapshot_of(each, day) for each, day in zip(rows, days, strict=True)][::-1])
    listed = {level.version for each in range(index + 1) for level in outlook.losses.levels(each)}
    versions = sorted(listed | {v(f"{number}.5.0") for number in range(8)})
    found = [outlook.ranges(index, version, HORIZONS) for version in versions]

    for lower, higher in pairwise(found):
        for less, more in zip(lower, higher, strict=True):
            assert less.loss <= more.loss + 1e-12
            assert less.low <= more.low + 1e-12
            assert less.high <= more.high + 1e-12
    for each in chain.from_iterable(found):
        assert 0 <= each.low <= each.loss + 1e-12
        assert each.loss <= each.high + 1e-12


@given(st.sets(st.integers(0, 120), min_size=5), st.randoms(use_true_random=False))
@settings(max_examples=5, deadline=None)
def test_days_that_are_missing_change_little(missing: set[int], random: Random) -> None:
    kept = _DAILY
    some = [each for number, each in enumerate(kept) if number not in missing or random.random() < 0.3]
    (outlook, index), (thinned, last) = newest(kept), newest(some)
    whole, part = outlook.ranges(index, released(3), [28, 56]), thinned.ranges(last, released(3), [28, 56])

    assert [each.loss for each in part] == pytest.approx([each.loss for each in whole], rel=0.05)


def test_a_version_older_than_all_listed_starts_lower() -> None:
    below = [("1.0.0", Decimal("0.03")), ("2.0.0", Decimal("0.2")), ("3.0.0", Decimal("0.7"))]
    reading = read_as(Meaning.BELOW)
    outlook, index = newest(
        [snapshot_of(below, TODAY - timedelta(days=ago), reading=reading) for ago in range(60, -1, -1)]
    )
    starts = outlook.starts(index)
    assert starts is not None
    oldest, older = starts.of(v("1.0.0")), starts.of(v("0.5.0"))

    assert math.exp(oldest.level) == pytest.approx(0.03, rel=0.1)
    assert (older.level, older.week) < (oldest.level, oldest.week)


def test_a_roll_out_day_is_an_outlier_and_moves_nothing() -> None:
    kept = _DAILY
    for ago in (0, 3):
        off = [snapshot(each.day, noise=lambda _: -0.2) if each is kept[-1 - ago] else each for each in kept]
        (outlook, index), (spoilt, last) = newest(kept), newest(off)
        starts, without = spoilt.starts(last), outlook.starts(index)
        assert starts is not None
        assert without is not None
        assert starts.outliers() == [(TODAY - timedelta(days=ago)).toordinal()]
        assert without.outliers() == []
        (then,), (usual,) = spoilt.ranges(last, released(3), [28]), outlook.ranges(index, released(3), [28])
        assert then.loss == pytest.approx(usual.loss, rel=0.01)


def test_after_a_break_the_range_begins_at_the_new_level_before_the_forecast_does() -> None:
    """Four days do not prove that a fifth of the old users is gone for good; four weeks do."""

    def after(days: int) -> tuple[float, float, float]:
        broken = TODAY - timedelta(days=days)

        def gone(day: date) -> float:
            return -0.2 if day > broken else 0.0

        outlook, index = newest(history(100, every=1, noise=gone))
        (now,) = outlook.ranges(index, released(6), [0])
        return now.low, now.loss, now.high

    _, usual, _ = after(0)
    low, expected, high = after(4)
    assert low == pytest.approx(0.8 * usual, rel=0.03)
    assert expected == high
    assert expected > 0.9 * usual
    low, expected, high = after(28)
    assert low == pytest.approx(high, rel=0.02)
    assert expected == pytest.approx(0.8 * usual, rel=0.02)


def test_a_steady_pace_is_a_straight_line() -> None:
    """In the logarithm, for any days; nine tenths of the pace are expected to go on."""
    fan = Fan(STEADY, NONE_KNOWN)
    found = [math.log(each.loss) for each in map(fan.path(Start(-2.0, -2.0)), (0, 10, 28, 30, 365))]

    assert found == pytest.approx([-2.0, -2.09, -2.252, -2.27, -5.285])


@given(
    st.lists(st.floats(-0.05, 0), min_size=len(LEVELS), max_size=len(LEVELS)),
    st.builds(Start, st.floats(-7, 0), st.floats(-7, 0)),
    st.floats(0, 1),
    st.integers(0, 60),
    st.sampled_from(range(3)),
)
def test_few_days_find_the_first_that_is_low_enough(
    paces: list[float], start: Start, enough: float, passed: int, end: int
) -> None:
    """As looking at every day does, whatever the pace, for what is expected and for both ends of its range."""
    path = Fan(Pace(Moves([Move(1000, tuple(paces))]), 1000), NONE_KNOWN).path(start)
    year = range(passed + 1, passed + 366)

    def reached(days: int) -> bool:
        return path(days)[end] <= enough

    assert first_day(year, reached) == next(filter(reached, year), None)


def test_the_pace_of_a_level_is_the_median_of_recent_moves() -> None:
    nothing = (None,) * (len(LEVELS) - 1)
    pace = Pace(
        Moves([Move(1000, (-0.02, *nothing)), Move(1000, (-0.01, *nothing)), Move(100, (-0.5, *nothing))]), 1000
    )

    assert pace.at(0.0) == pytest.approx(-0.018)
    assert pace.at(-5.0) == pytest.approx(-0.018)
    assert Pace(Moves([Move(0, (None, *nothing))]), 0).at(-3.0) == 0


def test_while_nothing_shows_it_a_miss_is_assumed() -> None:
    fan = Fan(STEADY, NONE_KNOWN)

    def off(day: int) -> float:
        found = fan.path(Start(-3.0, -3.0))(day)
        return math.log(found.high / found.loss)

    assert off(0) == 0
    assert off(28) == pytest.approx(0.05 + 0.4 * 0.252)
    assert off(14) == pytest.approx(off(28) / 2)
    assert assumed(0.252) == pytest.approx(off(28))


def replayed(misses: Iterable[float], *, rung: int = 1) -> Misses:
    """Forecasts of every fortnight with one outcome each, above what was expected where that is positive."""
    return Misses(Replay(14 * number, {rung: [Ends(-miss, miss)]}) for number, miss in enumerate(misses))


def test_the_more_days_were_compared_the_less_is_assumed() -> None:
    none, few, many = (replayed([0.0] * count).at(1) for count in (0, 4, 100))

    assert none == (1, 1)
    assert few == pytest.approx((0.5, 0.5), rel=0.03)
    assert max(many) < 0.03


def test_each_end_is_learned_by_itself() -> None:
    below, above = replayed([number % 10 / 5 for number in range(50)]).at(1)

    assert below < 0.1
    assert 1.6 <= above <= 2.0


def test_times_beyond_any_compared_use_those_of_the_longest_one() -> None:
    misses = replayed([1.0, -1.0] * 20)

    assert {misses.at(steps) for steps in (0, 1, 2, *RUNGS, 13)} == {misses.at(1)}


def test_growing_misses_widen_a_range_more_than_the_same_ones_that_shrink() -> None:
    """The end follows what came beyond it: the past alone would say the same of both."""
    growing = [number / 10 for number in range(25)]

    assert replayed(growing).at(1).above > 1.25 * replayed(growing[::-1]).at(1).above


def test_a_range_learns_of_an_outcome_when_it_is_known() -> None:
    """Forecasts that all failed before the first was known to fail show more than those that could have learned."""
    at_once, in_turn = (
        Misses(Replay(number * apart, {2: [Ends(-3.0, 3.0)]}) for number in range(20)).at(2).above for apart in (1, 100)
    )

    assert in_turn < 0.6 * at_once


@pytest.mark.parametrize("scale", [0.2, 1.0, 5.0])
def test_about_four_in_five_outcomes_are_within_whatever_the_scale_of_the_misses(scale: float) -> None:
    """After a year of a program's own; nearly as many when it was twice as calm until half a year ago."""
    random = Random(f"{scale}")  # noqa: S311  # nothing secret is drawn

    def held(*, turned: bool) -> bool:
        *seen, came = (random.gauss(0, scale / 2 if turned and number < 12 else scale) for number in range(25))
        below, above = replayed(seen).at(1)
        return -below <= came <= above

    steady, turned = (sum(held(turned=each) for _ in range(400)) / 400 for each in (False, True))
    assert 0.72 <= steady <= 0.88
    assert turned >= 0.6


@given(st.lists(st.floats(-9, 0), min_size=len(LEVELS), max_size=len(LEVELS)), st.floats(-12, 0), st.floats(-12, 0))
def test_between_levels_nothing_rises(values: list[float], one: float, other: float) -> None:
    curve, (lower, higher) = never_rising(values), sorted([one, other])

    assert curve == sorted(curve, reverse=True)
    assert between(curve, lower) <= between(curve, higher) + 1e-9


@pytest.mark.parametrize(("part", "expected"), [(0.0, 1), (0.5, 2), (0.8, 3), (1.0, 3)])
def test_a_quantile_counts_weights(part: float, expected: float) -> None:
    assert quantile([(3, 1), (1, 1), (2, 2)], part) == expected


@pytest.mark.parametrize(("low", "high", "expected"), [(0.0, 0.25, 1), (0.25, 0.75, 2), (0.5, 1.0, 2.5), (0.6, 0.7, 2)])
def test_a_mean_counts_what_lies_between_two_quantiles(low: float, high: float, expected: float) -> None:
    """A value at either of them counts with the part of its weight between them."""
    assert mean_between([(3, 1), (1, 1), (2, 2)], low, high) == pytest.approx(expected)
