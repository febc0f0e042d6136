"""The hours over which the daily readings are spread."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.numbers.snapshot import WECHAT_ZONE
from bot.domain.sweep import Window

DAY = date(2026, 11, 24)


@pytest.mark.parametrize("text", ["", "01:00", "7:00-8:00", "01:00-01:00", "07:00-01:00", "01:00-24:00", "１:00-2:00"])
def test_what_is_no_window(text: str) -> None:
    """It must name two times of one day, the later one second."""
    with pytest.raises(ValueError, match=r".*"):
        Window.parse(text)


def test_as_typed() -> None:
    """It is shown as it was typed."""
    assert str(Window.parse("01:30-07:00")) == "01:30-07:00"


@given(st.text(min_size=1, max_size=30))
def test_a_turn_lies_within(appid: str) -> None:
    """Each program has its turn within the window, daily at the same time."""
    window = Window(time(1), time(7))

    turn = window.turn(appid, DAY)

    assert datetime(2026, 11, 24, 1, tzinfo=WECHAT_ZONE) <= turn < datetime(2026, 11, 24, 7, tzinfo=WECHAT_ZONE)
    assert window.turn(appid, DAY + timedelta(days=1)) == turn + timedelta(days=1)


def test_turns_are_spread() -> None:
    """Each of six hours has about a sixth of ten thousand programs."""
    window = Window(time(1), time(7))
    hours = [window.turn(f"wx{number:016x}", DAY).hour for number in range(10_000)]

    assert all(1_500 < hours.count(hour) < 1_850 for hour in range(1, 7))


def test_it_has_come_by_the_chinese_clock() -> None:
    """At 23:30 UTC the next Chinese day's window is over."""
    window = Window(time(1), time(7))

    assert window.has_come("wx1", datetime(2026, 11, 23, 23, 30, tzinfo=UTC))
    assert not window.has_come("wx1", datetime(2026, 11, 23, 16, 30, tzinfo=UTC))
