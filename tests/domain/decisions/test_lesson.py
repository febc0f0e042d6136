"""Forecast and measurement."""

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.decisions.lesson import Lesson, expected_on, others_of
from bot.domain.numbers.snapshot import Snapshot
from tests.domain.build import TODAY, snapshot_of, v
from tests.domain.decisions.build import BARE, DAY, EVIDENCE, exactly, expected


def test_between_two_days_of_the_forecast() -> None:
    """Linear from the loss at proposal; nothing after the last day or without a forecast."""
    at_seven = expected_on(EVIDENCE, DAY + timedelta(days=7))

    assert expected_on(EVIDENCE, DAY + timedelta(days=28)) == EVIDENCE.path[0]
    assert at_seven == expected(7, "1.1", "1.05", "1.175")
    assert expected_on(EVIDENCE, DAY + timedelta(days=57)) is None
    assert expected_on(EVIDENCE, DAY - timedelta(days=1)) is None
    assert expected_on(BARE, DAY + timedelta(days=7)) is None


@given(st.integers(0, 56))
def test_never_outside_its_range(days: int) -> None:
    """On every day the expected loss lies between its ends."""
    found = expected_on(EVIDENCE, DAY + timedelta(days=days))

    assert found
    assert found.low <= found.loss <= found.high


def _pair(before: str, after: str, *, minimum: str = "3.0.0", first: date = TODAY) -> tuple[Snapshot, Snapshot]:
    def of(day: date, below: str, minimum: str) -> Snapshot:
        return snapshot_of([("3.7.0", below), ("3.8.0", str(100 - Decimal(below)))], day, minimum=minimum)

    return of(first, before, "3.0.0"), of(TODAY + timedelta(days=7), after, minimum)


def test_programs_that_did_not_change() -> None:
    """The median of their changes; one whose minimum changed is none of them."""
    pairs = [_pair("2", "1.5"), _pair("3", "2.9"), _pair("5", "4"), _pair("9", "1", minimum="3.8.0")]

    found = others_of(pairs, v("3.8.0"))

    assert found
    assert (found.programs, found.change) == (3, Decimal("-0.005"))
    assert others_of([_pair("2", "1", first=TODAY + timedelta(days=7))], v("3.8.0")) is None


def test_whether_it_held() -> None:
    """Within the range it did; without a measurement nothing is known."""
    lesson = Lesson(7, exactly("1.9"), DAY, exactly("1.1"), expected(7, "1.0", "0.9", "1.2"), None, None, None)
    apart = Lesson(7, exactly("1.9"), DAY, exactly("0.5"), expected(7, "1.0", "0.9", "1.2"), None, None, None)
    unread = Lesson(7, exactly("1.9"), None, None, None, None, None, None)

    assert (lesson.held, apart.held, unread.held) == (True, False, None)
