"""Days as people type them."""

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.report.report import read_day
from bot.errors import NoSuchDay
from tests.domain.build import TODAY

FIRST_OF_OCTOBER = date(2026, 10, 1)


@pytest.mark.parametrize(
    "text", ["2026-10-01", "2026-10-1", "2026/10/01", "2026/10/1", "2026年10月1日", "２０２６－１０－０１"]
)
def test_written_days(text: str) -> None:
    """With hyphens, strokes or Chinese characters."""
    assert read_day(text, today=TODAY) == FIRST_OF_OCTOBER


@pytest.mark.parametrize(("text", "ago"), [("today", 0), ("Yesterday", 1), ("昨天", 1), ("前天", 2)])
def test_named_days(text: str, ago: int) -> None:
    """A day ago, and the like."""
    day = read_day(text, today=TODAY)

    assert day is not None
    assert (TODAY - day).days == ago


@pytest.mark.parametrize("text", ["", "banana", "2026-10/01", "20261001", "01.10.2026", "-1"])
def test_no_days(text: str) -> None:
    """What is not written as a day is none."""
    assert read_day(text, today=TODAY) is None


@pytest.mark.parametrize("text", ["2026-13-01", "2026-02-30", "2026年2月30日", "0000-01-01"])
def test_days_that_do_not_exist(text: str) -> None:
    """The error names the day that does not exist."""
    with pytest.raises(NoSuchDay) as refused:
        read_day(text, today=TODAY)

    assert refused.value.params == {"day": text}


@given(st.dates())
def test_every_day_can_be_named(day: date) -> None:
    """The spelling that Baselib itself uses is always understood."""
    assert read_day(day.isoformat(), today=TODAY) == day


@given(st.text(max_size=40))
def test_anything_can_be_typed(text: str) -> None:
    """Nothing that is typed breaks it."""
    with suppress(NoSuchDay):
        read_day(text, today=TODAY)
