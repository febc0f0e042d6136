"""What a digest says of one program: coverage and loss now, and how they moved."""

from datetime import timedelta
from decimal import Decimal

from bot.domain.digest import digest_section, trend, versions_that_matter
from bot.domain.distribution import Bounds
from bot.domain.meaning import Meaning, Scale
from tests.domain.build import TODAY, read_as, report_of, snapshot_of, v

D = Decimal
WEEK = timedelta(days=7)
NOW = {"2.30.0": "0.5", "3.0.0": "4.5", "3.1.0": "15", "3.2.0": "80"}
WEEK_AGO = {"2.20.0": "1", "2.30.0": "1", "3.0.0": "8", "3.1.0": "90"}
FOUR_WEEKS_AGO = {"2.20.0": "3", "2.30.0": "2", "3.0.0": "95"}
HISTORY = [
    snapshot_of(FOUR_WEEKS_AGO, TODAY - 4 * WEEK, minimum="2.20.0"),
    snapshot_of(WEEK_AGO, TODAY - WEEK, minimum="2.30.0"),
]
SHARE = read_as(Meaning.SHARE, Scale.PERCENT)


def test_section_compares_with_a_week_ago() -> None:
    """Loss at the minimum, the safe minimum and the minimum before, and which versions came and went."""
    section = digest_section(report_of(NOW, minimum="3.0.0"), HISTORY)
    assert section.loss_at_minimum == Bounds(D("0.005"), D("0.005"))
    assert section.report.safe_minimum == v("3.0.0")
    assert section.safe_before == v("2.30.0")
    assert section.minimum_before == v("2.30.0")
    assert section.appeared == (v("3.2.0"),)
    assert section.vanished == (v("2.20.0"),)


def test_section_tells_how_coverage_moved() -> None:
    """Points since last week and since four weeks; a version that was not listed had nobody."""
    movements = {each.version.text: each for each in digest_section(report_of(NOW), HISTORY).movements}
    assert list(movements) == ["3.2.0", "3.1.0", "3.0.0"]
    assert (movements["3.1.0"].since_last_week, movements["3.1.0"].since_four_weeks) == (D("0.05"), D("0.95"))
    assert movements["3.2.0"].since_last_week == D("0.8")
    assert movements["3.0.0"].coverage == Bounds(D("0.995"), D("0.995"))


def test_first_section_compares_with_nothing() -> None:
    """Without history nothing moved, appeared or vanished."""
    section = digest_section(report_of(NOW), [])
    assert (section.safe_before, section.minimum_before, section.trend) == (None, None, None)
    assert (section.appeared, section.vanished) == ((), ())
    assert {(each.since_last_week, each.since_four_weeks) for each in section.movements} == {(None, None)}


def test_section_of_unproved_numbers() -> None:
    """No loss and no movement; the minimum a week ago can still be told."""
    section = digest_section(report_of({"3.0.0": "0.4"}, minimum="3.0.0"), HISTORY)
    assert (section.loss_at_minimum, section.movements, section.trend) == (None, (), None)
    assert section.minimum_before == v("2.30.0")


def test_a_short_list_moves_nobody() -> None:
    """54 % in all last week is no reason to report that coverage rose by 46 points."""
    short = snapshot_of({"3.1.0": "4", "3.2.0": "50"}, TODAY - WEEK, reading=SHARE, minimum="2.30.0")
    section = digest_section(report_of(NOW), [short])
    assert {each.since_last_week for each in section.movements} == {None}
    assert section.minimum_before == v("2.30.0")


def test_versions_that_matter() -> None:
    """The minimum first of all, even when it is not listed; then 99 %, 95 %, and the newest with one percent."""
    assert versions_that_matter(report_of(NOW, minimum="2.25.0")) == [v("3.2.0"), v("3.1.0"), v("3.0.0"), v("2.25.0")]
    assert versions_that_matter(report_of({"3.0.0": "0.4"}, minimum="3.0.0")) == []


def test_at_most_six_versions_matter() -> None:
    """The minimum is among them however many versions have users."""
    rows = {f"3.{minor}.0": 10 for minor in range(10)}
    found = versions_that_matter(report_of(rows, minimum="3.0.0"))
    assert [version.text for version in found] == ["3.9.0", "3.8.0", "3.7.0", "3.6.0", "3.5.0", "3.0.0"]


def test_trend_takes_a_day_a_week() -> None:
    """Of daily snapshots every seventh, back from the newest, at most twenty, oldest first."""
    daily = [snapshot_of(NOW, TODAY - timedelta(days=age)) for age in range(300)]
    found = trend(daily, [v("3.1.0"), v("3.0.0")])
    assert found is not None
    assert found.days == tuple(TODAY - age * WEEK for age in reversed(range(20)))
    assert found.lines == ((v("3.1.0"), (D("0.95"),) * 20), (v("3.0.0"), (D("0.995"),) * 20))


def test_trend_is_that_of_the_days() -> None:
    """Each point is the coverage of its own day; weeks without a snapshot are left out."""
    days = {0: NOW, 1: WEEK_AGO, 4: FOUR_WEEKS_AGO}
    found = trend([snapshot_of(rows, TODAY - age * WEEK) for age, rows in days.items()], [v("3.1.0")])
    assert found is not None
    assert found.days == (TODAY - 4 * WEEK, TODAY - WEEK, TODAY)
    assert found.lines == ((v("3.1.0"), (D(0), D("0.9"), D("0.95"))),)


def test_no_trend_of_two_points() -> None:
    """Two points make no trend, nor do snapshots of one week, unproved ones, or no version at all."""
    weekly = [snapshot_of(NOW, TODAY - age * WEEK) for age in range(3)]
    assert trend(weekly[:2], [v("3.1.0")]) is None
    assert trend([snapshot_of(NOW, TODAY - timedelta(days=age)) for age in range(5)], [v("3.1.0")]) is None
    assert trend([*weekly[:2], snapshot_of({"3.0.0": "0.4"}, TODAY - 2 * WEEK)], [v("3.1.0")]) is None
    assert trend(weekly, []) is None
    assert trend([], [v("3.1.0")]) is None


def test_a_section_draws_only_comparable_days() -> None:
    """A day read in another way, or cut short, is no point of the trend."""
    below = read_as(Meaning.BELOW, Scale.PERCENT)
    history = [
        snapshot_of({"3.0.0": 1, "3.1.0": 10}, TODAY - 4 * WEEK, reading=below),
        snapshot_of({"3.0.0": 1, "3.1.0": 50}, TODAY - 3 * WEEK, reading=SHARE),
        snapshot_of(NOW, TODAY - 2 * WEEK),
        snapshot_of(NOW, TODAY - WEEK),
    ]
    found = digest_section(report_of(NOW), history).trend
    assert found is not None
    assert found.days == (TODAY - 2 * WEEK, TODAY - WEEK, TODAY)
