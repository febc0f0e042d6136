"""Percentiles, medians and goals."""

import pytest

from bench.figures import Goal, at_least, at_most, below, median, milliseconds, percentile, rise, summary


@pytest.mark.parametrize(
    ("percent", "expected"), [(0, 1), (1, 1), (25, 1), (26, 2), (50, 2), (51, 3), (75, 3), (76, 4), (100, 4)]
)
def test_a_percentile_is_a_value_that_was_measured(percent: float, expected: float) -> None:
    """By nearest rank, whatever order the values come in."""
    assert percentile([3, 1, 4, 2], percent) == expected


def test_the_99th_percentile_of_a_thousand_leaves_out_ten() -> None:
    """Ten outliers do not show in it, eleven do."""
    assert percentile([1.0] * 990 + [9.0] * 10, 99) == 1
    assert percentile([1.0] * 989 + [9.0] * 11, 99) == 9


@pytest.mark.parametrize(("values", "expected"), [([5], 5), ([9, 1, 5], 5), ([1, 9, 5, 7], 6)])
def test_a_median_favours_neither_side(values: list[float], expected: float) -> None:
    """Of an even number it lies between the middle two."""
    assert median(values) == expected


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([170.0, 171.0], 1),
        ([170.0] * 20, 0),
        ([170.0 + 0.5 * look for look in range(21)], 10),
        ([170.0, 199.0, *(170.0 + 0.5 * look for look in range(2, 21))], 10),
        ([170.0] * 10 + [172.0] * 10, 2),
        ([170.0] * 15 + [172.0] * 5, 0),
        ([170.0 + look // 4 for look in range(20)], 4.75),
        ([180.0 - look for look in range(11)], -10),
    ],
    ids=["two", "level", "leak", "outlier", "step", "late step", "steps", "falling"],
)
def test_a_rise_is_what_goes_on(values: list[float], expected: float) -> None:
    """An outlier is none, a step is at most itself; step by step it counts."""
    assert rise(values) == pytest.approx(expected, abs=0.3)


@pytest.mark.parametrize("statistic", [median, rise, summary, lambda values: percentile(values, 50)])
def test_nothing_has_no_statistics(statistic: object) -> None:
    """A figure of no measurement would be made up."""
    assert callable(statistic)
    with pytest.raises(ValueError, match="no values"):
        statistic([])


def test_a_summary_is_in_milliseconds() -> None:
    """Count, median, 99th percentile and highest."""
    assert summary([0.003, 0.001, 0.002]) == (3, 2.0, 3.0, 3.0)
    assert milliseconds(0.0012344) == 1.234


@pytest.mark.parametrize(
    ("goal", "expected"),
    [
        (at_least(0.7, 0.7), Goal(0.7, ">= 0.7", met=True)),
        (at_least(0.69, 0.7), Goal(0.69, ">= 0.7", met=False)),
        (at_most(1.3, 1.3), Goal(1.3, "<= 1.3", met=True)),
        (at_most(1.31, 1.3), Goal(1.31, "<= 1.3", met=False)),
        (below(249.9, 250), Goal(249.9, "< 250", met=True)),
        (below(250, 250), Goal(250, "< 250", met=False)),
    ],
)
def test_a_goal_says_what_it_is_and_whether_it_is_met(goal: Goal, expected: Goal) -> None:
    """The bound itself counts where the goal says so."""
    assert goal == expected
