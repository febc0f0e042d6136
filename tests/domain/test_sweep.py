"""A sweep's pace, for any series of looks at the event loop."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.numbers.snapshot import WECHAT_ZONE
from bot.domain.platform import next_quota_day
from bot.domain.sweep import (
    KEPT_FOR_PEOPLE,
    LATE,
    MOST_AT_ONCE,
    MOST_REST,
    REST_STEP,
    Pace,
    Quota,
    Window,
    calls_until_check,
    is_for_people,
)

LOOKS = st.tuples(st.floats(0, 10), st.booleans())
"""How late it was, and whether people waited for answers."""


def paces(looks: list[tuple[float, bool]], begin: Pace | None = None) -> list[Pace]:
    """The pace after each look, the first one before all."""
    found = [begin or Pace()]
    for delay, answering in looks:
        found.append(found[-1].after(delay, answering=answering))
    return found


def is_faster(pace: Pace, other: Pace) -> bool:
    return (pace.at_once, -pace.rest) > (other.at_once, -other.rest)


@given(st.lists(LOOKS, max_size=60))
def test_it_always_reads(looks: list[tuple[float, bool]]) -> None:
    """At least one at a time, never more than there are connections; rests only when one is too many."""
    for pace in paces(looks):
        assert 1 <= pace.at_once <= MOST_AT_ONCE
        assert 0 <= pace.rest <= MOST_REST
        assert not pace.rest or pace.at_once == 1


@given(st.lists(LOOKS, max_size=60))
def test_one_look_changes_it_in_one_direction(looks: list[tuple[float, bool]]) -> None:
    """Late: never faster, half as many. In time and no one waiting: never slower, one more at most."""
    for (before, after), (delay, answering) in zip(pairwise(paces(looks)), looks, strict=True):
        if delay > LATE:
            assert not is_faster(after, before)
            assert after.at_once == max(before.at_once // 2, 1)
        elif not answering:
            assert not is_faster(before, after)
            assert after.at_once <= before.at_once + 1
        else:
            assert after.at_once == max(before.at_once // 2, 1)
            assert after.rest <= before.rest


@given(st.lists(LOOKS, max_size=60), st.booleans())
def test_it_settles(looks: list[tuple[float, bool]], late: bool) -> None:  # noqa: FBT001  # hypothesis draws it
    """After a second of the same it is at its slowest or fastest, and stays there."""
    enough = MOST_AT_ONCE + round(MOST_REST / REST_STEP) + 2
    same = [(1.0 if late else 0.0, False)] * (enough + 1)
    *_, last_but_one, last = paces(same, paces(looks)[-1])

    assert last == last_but_one
    assert last == (Pace(1, MOST_REST) if late else Pace(MOST_AT_ONCE))


@given(st.integers(1, MOST_AT_ONCE), st.floats(0, LATE * 0.9))
def test_it_uses_the_room_that_there_is(room: int, others: float) -> None:
    """If so many readings make the loop late, on average half run and half of the looks are late."""
    each = (LATE - others) / room
    pace, sums, late, rounds = Pace(), 0, 0, 400
    for _ in range(rounds):
        delay = others + each * pace.at_once if pace.at_once > room else others
        pace = pace.after(delay, answering=False)
        sums, late = sums + pace.at_once, late + (delay > LATE)

    assert sums / rounds >= room / 2
    assert late <= rounds / 2


@pytest.mark.parametrize(
    ("now", "midnight"),
    [
        (datetime(2026, 11, 24, 15, 59, 59, tzinfo=UTC), datetime(2026, 11, 24, 16, 0, tzinfo=UTC)),
        (datetime(2026, 11, 24, 16, 0, tzinfo=UTC), datetime(2026, 11, 25, 16, 0, tzinfo=UTC)),
        (datetime(2026, 12, 31, 23, 0, tzinfo=UTC), datetime(2027, 1, 1, 16, 0, tzinfo=UTC)),
    ],
)
def test_the_quota_day_begins_at_midnight_in_beijing(now: datetime, midnight: datetime) -> None:
    assert next_quota_day(now) == midnight


@pytest.mark.parametrize(("remain", "for_people"), [(0, True), (KEPT_FOR_PEOPLE, True), (KEPT_FOR_PEOPLE + 1, False)])
def test_the_last_calls_are_for_people(remain: int, for_people: bool) -> None:  # noqa: FBT001
    assert is_for_people(Quota(100, 100 - remain, remain)) is for_people


@pytest.mark.parametrize(("remain", "after"), [(50_000, 24_997), (105, 50), (8, 1), (6, 1), (0, 1)])
def test_wechat_is_asked_again_before_it_matters(remain: int, after: int) -> None:
    assert calls_until_check(Quota(50_000, 50_000 - remain, remain)) == after


DAY = date(2026, 11, 24)


@pytest.mark.parametrize("text", ["", "01:00", "7:00-8:00", "01:00-01:00", "07:00-01:00", "01:00-24:00", "１:00-2:00"])
def test_what_is_no_window(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        Window.parse(text)


def test_as_typed() -> None:
    assert str(Window.parse("01:30-07:00")) == "01:30-07:00"


@given(st.text(min_size=1, max_size=30))
def test_a_turn_lies_within(appid: str) -> None:
    window = Window(time(1), time(7))

    turn = window.turn(appid, DAY)

    assert datetime(2026, 11, 24, 1, tzinfo=WECHAT_ZONE) <= turn < datetime(2026, 11, 24, 7, tzinfo=WECHAT_ZONE)
    assert window.turn(appid, DAY + timedelta(days=1)) == turn + timedelta(days=1)


def test_turns_are_spread() -> None:
    window = Window(time(1), time(7))
    hours = [window.turn(f"wx{number:016x}", DAY).hour for number in range(10_000)]

    assert all(1_500 < hours.count(hour) < 1_850 for hour in range(1, 7))


def test_it_has_come_by_the_chinese_clock() -> None:
    window = Window(time(1), time(7))

    assert window.has_come("wx1", datetime(2026, 11, 23, 23, 30, tzinfo=UTC))
    assert not window.has_come("wx1", datetime(2026, 11, 23, 16, 30, tzinfo=UTC))
