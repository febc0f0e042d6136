"""The answers to `raise` and `cover`."""

from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.forecast.forecast import Arrival, CheckedForecast, Expected, Forecast
from bot.domain.numbers.distribution import Bounds
from bot.domain.numbers.loss_table import Absent
from bot.domain.numbers.snapshot import Snapshot
from bot.domain.numbers.version import Meaning, Scale
from bot.domain.trend_history import history_of
from bot.domain.what_if import CoverAnswer, RaiseAnswer, cover_answer, one_in, parse_target, raise_answer
from bot.errors import BadPercent
from tests.domain.build import EITHER_WAY, TODAY, Rows, exactly, read_as, report_of, snapshot_of, v

D = Decimal
NOW = {"2.30.0": "0.5", "3.0.0": "4.5", "3.1.0": "15", "3.2.0": "80"}
WEEK_AGO = {"2.30.0": "1", "3.0.0": "9", "3.1.0": "60", "3.2.0": "30"}
FOUR_WEEKS_AGO = {"2.30.0": "2", "3.0.0": "38", "3.1.0": "60"}
HISTORY = [
    snapshot_of(FOUR_WEEKS_AGO, TODAY - timedelta(days=28)),
    snapshot_of(WEEK_AGO, TODAY - timedelta(days=8)),
]


def ask_raise(
    version: str, *, minimum: str = "", now: Rows = NOW, history: list[Snapshot] | None = None
) -> RaiseAnswer:
    report = report_of(now, minimum=minimum)
    earlier = HISTORY if history is None else history
    return raise_answer(report, v(version), history_of([*earlier, report.snapshot]))


def ask_cover(target: str, *, minimum: str = "") -> CoverAnswer:
    report = report_of(NOW, minimum=minimum)
    return cover_answer(report, D(target), history_of([*HISTORY, report.snapshot]))


def test_raise_shows_the_loss_then_and_now() -> None:
    answer = ask_raise("3.1.0", minimum="3.0.0")
    assert answer.loss == exactly("0.05")
    assert (answer.cost.week_ago, answer.cost.four_weeks_ago) == (exactly("0.1"), exactly("0.4"))
    assert [(each.version.text, each.now) for each in answer.costs] == [
        ("3.0.0", exactly("0.005")),
        ("3.1.0", exactly("0.05")),
        ("3.2.0", exactly("0.2")),
    ]
    assert answer.listed
    assert not answer.already_guaranteed
    assert answer.report.loss_at_minimum == exactly("0.005")


def test_raise_to_the_ends_of_the_list() -> None:
    assert ask_raise("2.30.0").lower is None
    assert ask_raise("2.30.0").loss == exactly("0")
    assert ask_raise("3.2.0").higher is None


def test_raise_to_a_version_that_is_not_listed() -> None:
    answer = ask_raise("3.1.5")
    assert not answer.listed
    assert answer.loss == exactly("0.2")
    assert [each.version.text for each in answer.costs] == ["3.1.0", "3.2.0"]
    assert ask_raise("9.0.0").loss == exactly("1")


@pytest.mark.parametrize(
    ("minimum", "guaranteed"), [("3.1.0", True), ("3.1", True), ("3.2.0", True), ("3.0.9", False), ("", False)]
)
def test_raise_to_what_is_guaranteed_already(minimum: str, guaranteed: bool) -> None:  # noqa: FBT001 - a table's column
    assert ask_raise("3.1.0", minimum=minimum).already_guaranteed is guaranteed


def test_raise_without_history() -> None:
    for history in ([], [snapshot_of(WEEK_AGO, TODAY - timedelta(days=7), reading=read_as(Meaning.UNDETERMINED))]):
        cost = ask_raise("3.1.0", history=history).cost
        assert (cost.week_ago, cost.four_weeks_ago) == (Absent.NO_DATA, Absent.NO_DATA)


def test_an_unreleased_version_cut_no_one_off() -> None:
    """All users were below it four weeks ago because it was not out, in either kind of list."""
    assert ask_raise("3.2.0").cost.four_weeks_ago is Absent.UNRELEASED
    assert ask_raise("3.2.0").cost.week_ago == exactly("0.7")
    below = read_as(Meaning.BELOW, Scale.PERCENT)
    report = report_of({"3.0.0": 1, "3.1.0": 15, "3.2.0": 95}, reading=below)
    week_ago = snapshot_of({"3.0.0": 1, "3.1.0": 15}, TODAY - timedelta(days=7), reading=below)
    answer = raise_answer(report, v("3.2.0"), history_of([week_ago, report.snapshot]))
    assert answer.cost.week_ago is Absent.UNRELEASED


@pytest.mark.parametrize(
    ("loss", "count"),
    [
        *(("0.0112", 90), ("0.0078", 130), ("0.083", 12), ("0.2", 5), ("0.027", 35), ("0.0008", 1300)),
        *(("0.000081", 12_000), ("0.35", 3), ("0.36", None), ("0", None), ("1", None)),
    ],
)
def test_one_in_so_many(loss: str, count: int | None) -> None:
    assert one_in(exactly(loss)) == count


def test_one_in_so_many_of_a_range() -> None:
    assert one_in(Bounds(D("0.01"), D("0.02"))) is None


WEEK = timedelta(weeks=1)


def foreseen(version: str, *losses: str) -> CheckedForecast:
    weeks = tuple(
        Expected(TODAY + (number + 1) * WEEK, D(loss), D(loss) - D("0.001"), D(loss) + D("0.001"))
        for number, loss in enumerate(losses)
    )
    return CheckedForecast((Forecast(v(version), D("0.99"), TODAY, Arrival.EXPECTED, weeks=weeks),), None)


def test_the_outlook_is_measured_and_then_expected() -> None:
    days = [snapshot_of(NOW, TODAY - weeks * WEEK) for weeks in reversed(range(20))]
    ahead = foreseen("3.1.0", *["0.04"] * 8)
    report = report_of(NOW)
    shown = raise_answer(report, v("3.1.0"), history_of(days), {v("3.1.0"): ahead}).outlook
    assert shown is not None
    assert shown.days == tuple(TODAY + weeks * WEEK for weeks in range(-11, 9))
    assert shown.loss == (D("0.05"),) * 12 + (D("0.04"),) * 8
    assert shown.expected == 8


def test_the_outlook_begins_after_the_roll_out() -> None:
    """A line at 100 % before it would hide what matters; two points make no line."""
    assert ask_raise("3.0.0").outlook
    assert ask_raise("3.1.0").outlook is None
    assert ask_raise("3.2.0").outlook is None


def test_nothing_is_compared_with_a_suspicious_list() -> None:
    report = report_of({"3.1.0": "20", "3.2.0": "34"}, reading=read_as(Meaning.SHARE, Scale.PERCENT))
    answer = raise_answer(report, v("3.1.0"), history_of([*HISTORY, report.snapshot]))
    assert (answer.cost.week_ago, answer.outlook) == (Absent.NO_DATA, None)


def test_cover_names_the_highest_that_keeps_enough() -> None:
    answer = ask_cover("0.95")
    assert (answer.version, answer.coverage) == (v("3.1.0"), exactly("0.95"))
    assert answer.higher
    assert (answer.higher.version, answer.higher.now) == (v("3.2.0"), exactly("0.2"))
    assert answer.present is None


@pytest.mark.parametrize(
    ("minimum", "shown"), [("2.30.0", ["2.30.0", "3.1.0", "3.2.0"]), ("3.1.0", ["3.1.0", "3.2.0"])]
)
def test_cover_shows_the_present_minimum_once(minimum: str, shown: list[str]) -> None:
    assert [each.version.text for each in ask_cover("0.95", minimum=minimum).costs] == shown


def test_cover_by_the_newest() -> None:
    answer = ask_cover("0.5")
    assert (answer.version, answer.higher) == (v("3.2.0"), None)


def test_cover_more_than_any_version_keeps() -> None:
    report = report_of({"3.0.0": 19, "3.1.0": 80})
    answer = cover_answer(report, D(1), history_of([report.snapshot]))
    assert (answer.version, answer.coverage, answer.higher) == (None, None, None)


@given(st.decimals("0.001", 1, places=3))
def test_cover_and_raise_agree(target: Decimal) -> None:
    version = ask_cover(str(target)).version
    assert version is not None
    assert ask_raise(version.text).loss.high <= 1 - target


def test_what_holds_either_way() -> None:
    """`raise` answers with what holds under each meaning, and compares with nothing; `cover` counts the worse end."""
    report = report_of(EITHER_WAY, minimum="1.0.0")
    history = history_of([snapshot_of(EITHER_WAY, TODAY - timedelta(days=7)), report.snapshot])
    raised, kept = raise_answer(report, v("3.1.0"), history), cover_answer(report, D("0.7"), history)

    assert (raised.loss, raised.loss_week_ago, raised.outlook) == (Bounds(D("0.25"), D("0.5263")), None, None)
    assert [each.version.text for each in raised.costs] == ["3.0.0", "3.1.0", "3.2.0"]
    assert (raised.safe, raise_answer(report, v("2.0.0"), history).safe) == (False, True)
    assert (kept.version, kept.coverage) == (v("3.0.0"), Bounds(D("0.75"), D(1)))
    assert kept.higher
    assert kept.higher.now == raised.loss


@pytest.mark.parametrize(("typed", "target"), [("99", "0.99"), ("99.5%", "0.995"), ("0.99%", "0.0099"), ("100", "1")])
def test_percentages(typed: str, target: str) -> None:
    assert parse_target(typed) == Decimal(target)


@pytest.mark.parametrize(("typed", "meant"), [("0.99", "99%"), (".995", "99.5%"), ("0.5", "50%")])
def test_a_fraction_is_asked_about(typed: str, meant: str) -> None:
    with pytest.raises(BadPercent) as question:
        parse_target(typed)

    assert question.value.params == {"text": typed, "suggestion": meant}


@pytest.mark.parametrize("typed", ["0", "101", "many", ""])
def test_no_share(typed: str) -> None:
    with pytest.raises(BadPercent) as refused:
        parse_target(typed)

    assert refused.value.suggestion is None
