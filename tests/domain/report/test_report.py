"""The breakdown of a program, and the answers to `raise` and `cover`."""

from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.numbers.distribution import Bounds
from bot.domain.numbers.percentage_meaning import Meaning, Scale
from bot.domain.numbers.snapshot import Snapshot
from bot.domain.report.report import judged, rows
from bot.domain.what_if import CoverAnswer, RaiseAnswer, cover_answer, raise_answer
from tests.domain.build import PROGRAM, TODAY, Rows, read_as, report_of, snapshot_of, v

D = Decimal
NOW = {"2.30.0": "0.5", "3.0.0": "4.5", "3.1.0": "15", "3.2.0": "80"}
WEEK_AGO = {"2.30.0": "1", "3.0.0": "9", "3.1.0": "60", "3.2.0": "30"}
FOUR_WEEKS_AGO = {"2.30.0": "2", "3.0.0": "38", "3.1.0": "60"}
HISTORY = [
    snapshot_of(FOUR_WEEKS_AGO, TODAY - timedelta(days=28)),
    snapshot_of(WEEK_AGO, TODAY - timedelta(days=6)),
]


def exactly(fraction: str) -> Bounds:
    """Both ends the same."""
    return Bounds(D(fraction), D(fraction))


def ask_raise(
    version: str, *, minimum: str = "", now: Rows = NOW, history: list[Snapshot] | None = None
) -> RaiseAnswer:
    """`raise <version>`."""
    report = report_of(now, minimum=minimum)
    assert report.distribution is not None
    return raise_answer(report, report.distribution, v(version), HISTORY if history is None else history)


def ask_cover(target: str) -> CoverAnswer:
    """`cover <percent>`, as a fraction."""
    report = report_of(NOW)
    assert report.distribution is not None
    return cover_answer(report, report.distribution, D(target))


def test_raise_tells_the_loss_then_and_now() -> None:
    """What raising to 3.1.0 costs today, a week ago, four weeks ago, and at the neighbours."""
    answer = ask_raise("3.1.0", minimum="3.0.0")
    assert answer.loss == exactly("0.05")
    assert answer.loss_week_ago == exactly("0.1")
    assert answer.loss_four_weeks_ago == exactly("0.4")
    assert (answer.since_week_ago, answer.since_four_weeks_ago) == (D("-0.05"), D("-0.35"))
    assert answer.lower == (v("3.0.0"), exactly("0.005"))
    assert answer.higher == (v("3.2.0"), exactly("0.2"))
    assert answer.listed
    assert not answer.already_guaranteed
    assert answer.report.loss_at_minimum == exactly("0.005")


def test_raise_to_the_ends_of_the_list() -> None:
    """The lowest has nothing below, the highest nothing above."""
    assert ask_raise("2.30.0").lower is None
    assert ask_raise("2.30.0").loss == exactly("0")
    assert ask_raise("3.2.0").higher is None


def test_raise_to_a_version_that_is_not_listed() -> None:
    """Its loss is that of the next one above, and the answer says that WeChat does not list it."""
    answer = ask_raise("3.1.5")
    assert not answer.listed
    assert answer.loss == exactly("0.2")
    assert (answer.lower, answer.higher) == ((v("3.1.0"), exactly("0.05")), (v("3.2.0"), exactly("0.2")))
    assert ask_raise("9.0.0").loss == exactly("1")


@pytest.mark.parametrize(
    ("minimum", "guaranteed"), [("3.1.0", True), ("3.1", True), ("3.2.0", True), ("3.0.9", False), ("", False)]
)
def test_raise_to_what_is_guaranteed_already(minimum: str, guaranteed: bool) -> None:  # noqa: FBT001 - a table's column
    """A minimum at or above the version asked for needs no raising."""
    assert ask_raise("3.1.0", minimum=minimum).already_guaranteed is guaranteed


def test_raise_without_history() -> None:
    """Nothing is said about the past when nothing comparable was kept."""
    for history in ([], [snapshot_of(WEEK_AGO, TODAY - timedelta(days=7), reading=read_as(Meaning.UNDETERMINED))]):
        answer = ask_raise("3.1.0", history=history)
        assert (answer.loss_week_ago, answer.since_week_ago, answer.since_four_weeks_ago) == (None, None, None)


def test_a_version_that_appeared_did_not_lose_its_users_before() -> None:
    """A cumulative list of last week says nothing above its newest row; the loss fell, it did not rise by 80 points."""
    below = read_as(Meaning.BELOW, Scale.PERCENT)
    report = report_of({"3.0.0": 1, "3.1.0": 15, "3.2.0": 95}, reading=below)
    week_ago = snapshot_of({"3.0.0": 1, "3.1.0": 15}, TODAY - timedelta(days=7), reading=below)
    assert report.distribution is not None
    answer = raise_answer(report, report.distribution, v("3.2.0"), [week_ago])
    assert answer.loss_week_ago == Bounds(D("0.15"), D(1))
    assert answer.since_week_ago == D("-0.05")


def test_cover_names_the_highest_that_keeps_enough() -> None:
    """95 % are kept by 3.1.0, and 3.2.0 would keep only 80 %."""
    answer = ask_cover("0.95")
    assert (answer.version, answer.coverage, answer.higher) == (
        v("3.1.0"),
        exactly("0.95"),
        (v("3.2.0"), exactly("0.8")),
    )


def test_cover_by_the_newest() -> None:
    """When the newest keeps enough nothing is ruled out."""
    answer = ask_cover("0.5")
    assert (answer.version, answer.higher) == (v("3.2.0"), None)


def test_cover_more_than_any_version_keeps() -> None:
    """With one percent unreported no version is certain to keep all."""
    report = report_of({"3.0.0": 19, "3.1.0": 80})
    assert report.distribution is not None
    answer = cover_answer(report, report.distribution, D(1))
    assert (answer.version, answer.coverage, answer.higher) == (None, None, None)


@given(st.decimals("0.001", 1, places=3))
def test_cover_and_raise_agree(target: Decimal) -> None:
    """Raising to the version that covers the target loses at most the rest."""
    version = ask_cover(str(target)).version
    assert version is not None
    assert ask_raise(version.text).loss.high <= 1 - target


def test_safe_minimum_keeps_99_percent() -> None:
    """The headline's version."""
    assert report_of(NOW).safe_minimum == v("3.0.0")
    assert report_of({"3.0.0": "0.4"}).safe_minimum is None


@pytest.mark.parametrize("minimum", ["", "无"])
def test_without_a_minimum_nothing_is_lost_to_it(minimum: str) -> None:
    """No minimum, no loss at it; and none without a distribution."""
    assert report_of(NOW, minimum=minimum).loss_at_minimum is None
    assert report_of({"3.0.0": "0.4"}, minimum="3.0.0").loss_at_minimum is None


def test_loss_at_a_minimum_that_is_not_listed() -> None:
    """A minimum between two rows or below all of them has its loss, too."""
    assert report_of(NOW, minimum="3.0.5").loss_at_minimum == exactly("0.05")
    assert report_of(NOW, minimum="1.0.0").loss_at_minimum == exactly("0")


def test_rows_come_newest_first() -> None:
    """A row per listed version with all that is known of it, the minimum marked."""
    found = rows(report_of(NOW, minimum="3.1"))
    assert [row.version.text for row in found] == ["3.2.0", "3.1.0", "3.0.0", "2.30.0"]
    assert [row.is_minimum for row in found] == [False, True, False, False]
    assert (found[1].share, found[1].coverage, found[1].loss) == (D("0.15"), exactly("0.95"), exactly("0.05"))


def test_unproved_numbers_have_no_rows() -> None:
    """They are shown raw, not as shares."""
    assert rows(report_of({"3.0.0": "0.4"})) == []


@pytest.mark.parametrize(
    ("losses", "today", "recommended"),
    [
        (["1.1", "1.1", "1.1", "1.1", "0.8"], "3.0.0", "2.0.0"),
        (["1.1", "0.8", "0.9", "0.9", "0.9"], "3.0.0", "3.0.0"),
        (["0.9", "0.9", "0.9", "0.9", "1.1"], "2.0.0", "2.0.0"),
        (["0.8"], "3.0.0", "3.0.0"),
    ],
)
def test_a_minimum_is_recommended_that_is_safe_today_and_usually(
    losses: list[str], today: str, recommended: str
) -> None:
    """A single day, on which losses are too small, recommends nothing higher."""
    kept = [
        snapshot_of({"1.0.0": D(0), "2.0.0": D(lost), "3.0.0": 100 - D(lost)}, TODAY - timedelta(days=ago))
        for ago, lost in zip(range(len(losses) - 1, -1, -1), losses, strict=True)
    ]
    report = judged(PROGRAM, kept[-1], kept[:-1])

    assert (str(report.safe_today), str(report.safe_minimum)) == (today, recommended)
