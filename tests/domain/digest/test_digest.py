"""A digest of one program: coverage and loss now, and how they moved."""

from datetime import timedelta
from decimal import Decimal

from bot.domain.digest.digest import digest_section
from bot.domain.numbers.course import judge_all
from bot.domain.numbers.distribution import Bounds
from bot.domain.numbers.judgement import Withdrawal
from bot.domain.numbers.loss_table import Absent
from bot.domain.numbers.version import Meaning, Scale
from bot.domain.report.report import Report
from tests.domain.build import FITS_NOTHING, PROGRAM, TODAY, read_as, report_of, snapshot_of, v

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
    """Loss at the minimum, the safe and the former minimum, and which versions came and went."""
    section = digest_section(report_of(NOW, minimum="3.0.0"), HISTORY)
    assert section.report.loss_at_minimum == Bounds(D("0.005"), D("0.005"))
    assert section.report.safe_minimum == v("3.0.0")
    assert section.safe_before == v("2.30.0")
    assert section.minimum_before == v("2.30.0")
    assert section.appeared == (v("3.2.0"),)
    assert section.vanished == (v("2.20.0"),)


def test_section_shows_how_the_losses_moved() -> None:
    """Since last week and four weeks ago; an unreleased version cut no one off."""
    movements = {each.version.text: each for each in digest_section(report_of(NOW), HISTORY).movements}
    assert list(movements) == ["3.0.0", "3.1.0"]
    assert movements["3.1.0"].week_ago == Bounds(D("0.1"), D("0.1"))
    assert movements["3.1.0"].four_weeks_ago is Absent.UNRELEASED
    assert movements["3.0.0"].now == Bounds(D("0.005"), D("0.005"))


def test_withdrawn_versions_that_cost_the_same_are_one_row() -> None:
    """From the lowest to the newest of them, with the span of what they cost before; the minimum stays a row."""
    listed = {"2.30.0": "1", "3.0.0": "9", "3.1.0": "1", "3.1.1": "2", "3.1.2": "0", "3.2.0": "87"}
    left = {"2.30.0": "1", "3.0.0": "12", "3.2.0": "87"}
    section = digest_section(report_of(left, minimum="2.30.0"), [snapshot_of(listed, TODAY - WEEK)])
    rows = [(row.version.text, row.through.text if row.through else "") for row in section.rows]
    minimum = digest_section(report_of(left, minimum="3.1.1"), [snapshot_of(listed, TODAY - WEEK)])

    assert rows == [("2.30.0", ""), ("3.0.0", ""), ("3.1.0", "3.1.2"), ("3.2.0", "")]
    (run,) = (row for row in section.rows if row.through)
    assert (run.now, run.week_ago) == (Bounds(D("0.13"), D("0.13")), Bounds(D("0.1"), D("0.13")))
    assert [row.version.text for row in minimum.rows][-4:] == ["3.1.0", "3.1.1", "3.1.2", "3.2.0"]


def test_first_section_compares_with_nothing() -> None:
    """Without history nothing moved, appeared or vanished."""
    section = digest_section(report_of(NOW), [])
    assert (section.safe_before, section.minimum_before, section.trend) == (None, None, None)
    assert (section.appeared, section.vanished) == ((), ())
    assert {(each.week_ago, each.four_weeks_ago) for each in section.movements} == {(Absent.NO_DATA, Absent.NO_DATA)}


def test_section_of_unproved_numbers() -> None:
    """No loss and no movement; last week's minimum is still known."""
    section = digest_section(report_of(FITS_NOTHING, minimum="3.0.0"), HISTORY)
    assert (section.report.loss_at_minimum, section.movements, section.trend) == (None, (), None)
    assert section.minimum_before == v("2.30.0")


def test_a_short_list_moves_no_one() -> None:
    """54 % in all last week does not mean that coverage rose by 46 points."""
    short = snapshot_of({"3.1.0": "4", "3.2.0": "50"}, TODAY - WEEK, reading=SHARE, minimum="2.30.0")
    section = digest_section(report_of(NOW), [short])
    assert {each.week_ago for each in section.movements} == {Absent.NO_DATA}
    assert section.minimum_before == v("2.30.0")


def test_a_section_draws_only_comparable_days() -> None:
    """A day read differently, or cut short, is no point of the trend."""
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


def test_a_section_reports_the_roll_backs_of_its_week() -> None:
    """With version, days and figures; older ones were in the last digest."""
    day = timedelta(days=1)
    before, after = {"3.2.0": 80, "3.1.0": 15, "3.0.0": 5}, {"3.2.0": 60, "3.1.0": 35, "3.0.0": 5}
    history = [snapshot_of(before if age > 6 else after, TODAY - age * day) for age in range(9, 0, -1)]
    *earlier, today, tomorrow = judge_all([*history, snapshot_of(after), snapshot_of(after, TODAY + day)])
    section = digest_section(Report(PROGRAM, today), earlier)
    assert section.withdrawals == (Withdrawal(v("3.2.0"), TODAY - 7 * day, TODAY - 6 * day, D("0.8"), D("0.6")),)
    assert digest_section(Report(PROGRAM, tomorrow), [*earlier, today]).withdrawals == ()


def test_a_section_of_numbers_that_look_wrong_compares_nothing() -> None:
    """On the first day without the newest version no movement is known and no line drawn."""
    days = [*(snapshot_of(NOW, TODAY - age * WEEK) for age in (3, 2, 1)), snapshot_of({"3.0.0": 20, "3.1.0": 80})]
    *history, newest = judge_all(days)
    section = digest_section(Report(PROGRAM, newest), history)
    assert {each.week_ago for each in section.movements} == {Absent.NO_DATA}
    assert (section.trend, section.appeared, section.vanished) == (None, (), ())
