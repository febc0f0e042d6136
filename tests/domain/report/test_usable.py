"""Which numbers answer when the newest say nothing or look wrong."""

from datetime import timedelta

import pytest

from bot.domain.numbers.percentage_meaning import Meaning
from bot.domain.numbers.snapshot import Snapshot
from bot.domain.numbers.suspicion import Suspicion
from bot.domain.report.report import Report, judged
from bot.domain.report.usable import GOOD_FOR, newest_good, unusable
from tests.domain.build import TODAY, read_as, report_of, snapshot_of, v

GOOD = {"3.0.0": 1, "3.1.0": 9, "3.2.0": 90}
CUT_SHORT = {"3.2.0": 100}
EMPTY = snapshot_of({"3.2.0": 0}, TODAY, reading=read_as(Meaning.NO_DATA))


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
    report = judged(report_of(GOOD).program, ago(0, CUT_SHORT), [ago(1)])
    why = unusable(report)

    assert why
    assert why.reason in set(map(str, Suspicion))


def test_the_newest_good_numbers_stand_in() -> None:
    """Yesterday's if good, else the day before's; with today's minimum."""
    kept = [ago(3), ago(2), ago(1, CUT_SHORT), snapshot_of({"3.2.0": 0}, TODAY, minimum="3.1.0")]
    found = newest_good(Report(report_of(GOOD).program, kept[-1]), kept)

    assert found
    assert found.day == TODAY - timedelta(days=2)
    assert found.minimum == v("3.1.0")
    assert found.distribution == ago(2).distribution


def test_old_numbers_do_not_stand_in_for_long() -> None:
    """After two weeks they say too little about today."""
    kept = [ago(GOOD_FOR.days + 1), EMPTY]

    assert newest_good(Report(report_of(GOOD).program, EMPTY), kept) is None
