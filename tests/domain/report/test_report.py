"""A program's breakdown, and the answers to `raise` and `cover`."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from bot.domain.numbers.distribution import Bounds, Do
from bot.domain.numbers.judgement import Suspicion
from bot.domain.numbers.snapshot import Snapshot
from bot.domain.numbers.version import Meaning
from bot.domain.report.report import Report, answered_by, rows, unusable
from tests.domain.build import (
    EITHER_WAY,
    FITS_NOTHING,
    TODAY,
    exactly,
    read_as,
    report_after,
    report_of,
    snapshot_of,
    v,
)

D = Decimal
NOW = {"2.30.0": "0.5", "3.0.0": "4.5", "3.1.0": "15", "3.2.0": "80"}
GOOD = {"3.0.0": 1, "3.1.0": 9, "3.2.0": 90}
CUT_SHORT = {"3.2.0": 100}


def test_safe_minimum_keeps_99_percent() -> None:
    """The headline's version."""
    assert report_of(NOW).safe_minimum == v("3.0.0")
    assert report_of(FITS_NOTHING).safe_minimum is None


@pytest.mark.parametrize("minimum", ["", "无"])
def test_without_a_minimum_nothing_is_lost_to_it(minimum: str) -> None:
    """No minimum, no loss at it; and none without a distribution."""
    assert report_of(NOW, minimum=minimum).loss_at_minimum is None
    assert report_of(FITS_NOTHING, minimum="3.0.0").loss_at_minimum is None


def test_loss_at_a_minimum_that_is_not_listed() -> None:
    """A minimum between two rows, or below all, has its loss."""
    assert report_of(NOW, minimum="3.0.5").loss_at_minimum == exactly("0.05")
    assert report_of(NOW, minimum="1.0.0").loss_at_minimum == exactly("0")


def test_rows_come_newest_first() -> None:
    """One per listed version, with all that is known, the minimum marked."""
    found = rows(report_of(NOW, minimum="3.1"))
    assert [row.version.text for row in found] == ["3.2.0", "3.1.0", "3.0.0", "2.30.0"]
    assert [row.is_minimum for row in found] == [False, True, False, False]
    assert (found[1].share, found[1].coverage, found[1].loss) == (D("0.15"), exactly("0.95"), exactly("0.05"))


def test_unproved_numbers_have_no_rows() -> None:
    """They are shown raw, not as shares."""
    assert rows(report_of(FITS_NOTHING)) == []


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
    report = report_after(kept)

    assert (str(report.safe_today), str(report.safe_minimum)) == (today, recommended)


def ago(days: int, rows: dict[str, int] = GOOD, minimum: str = "3.0.0") -> Snapshot:
    """A snapshot of so many days ago."""
    return snapshot_of(rows, TODAY - timedelta(days=days), minimum=minimum)


@pytest.mark.parametrize(
    ("report", "reason"),
    [
        (report_of(GOOD), None),
        (report_of({"3.2.0": 0}, reading=read_as(Meaning.NO_DATA)), "no-data"),
        (report_of({"3.2.0": 54}, reading=read_as(Meaning.UNDETERMINED)), "undetermined"),
    ],
)
def test_why(report: Report, reason: str | None) -> None:
    """Good numbers have no reason; others name theirs."""
    why = unusable(report)

    assert (why.reason if why else None) == reason


def test_a_suspicion_is_a_reason() -> None:
    """A list that was cut short looks like a good one."""
    why = unusable(report_after([ago(1), ago(0, CUT_SHORT)]))

    assert why
    assert why.reason in set(map(str, Suspicion))


def test_good_numbers_answer_with_the_minimum_of_today() -> None:
    """What it costs by their list, as it was judged."""
    kept = [ago(3), ago(2), ago(1, CUT_SHORT), snapshot_of({"3.2.0": 0}, TODAY, minimum="3.1.0")]
    report = report_after(kept)
    answer = replace(report, snapshot=answered_by(report, ago(2)))

    assert report.judgement.of == TODAY - timedelta(days=2)
    assert (answer.snapshot.day, answer.minimum) == (TODAY - timedelta(days=2), v("3.1.0"))
    assert answer.distribution == ago(2).distribution
    assert answer.judgement.loss == answer.loss_at_minimum == report.judgement.loss == exactly("0.01")
    assert answered_by(report_after([ago(2), ago(0, CUT_SHORT)]), ago(2)) == ago(2)


def test_what_holds_either_way_is_advice() -> None:
    """Raise to what costs nothing under each meaning; look at a minimum that costs too much under each."""
    to_raise, too_high = (report_of(EITHER_WAY, minimum=minimum).advice for minimum in ("1.0.0", "3.1.0"))

    assert (to_raise.do, to_raise.safe, to_raise.safe_loss) == (Do.RAISE, v("2.0.0"), exactly("0"))
    assert (too_high.do, too_high.loss) == (Do.REVIEW, Bounds(D("0.25"), D("0.5263")))
    assert report_of(EITHER_WAY, minimum="3.0.0").advice.do is Do.KNOW
    assert {row.share for row in rows(report_of(EITHER_WAY))} == {None}
