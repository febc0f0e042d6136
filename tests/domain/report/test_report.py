"""A program's breakdown, and the answers to `raise` and `cover`."""

from datetime import timedelta
from decimal import Decimal

import pytest

from bot.domain.report.report import judged, rows
from tests.domain.build import PROGRAM, TODAY, exactly, report_of, snapshot_of, v

D = Decimal
NOW = {"2.30.0": "0.5", "3.0.0": "4.5", "3.1.0": "15", "3.2.0": "80"}


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
