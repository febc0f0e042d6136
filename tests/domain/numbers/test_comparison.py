"""Numbers are held against like numbers only."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.domain.numbers.comparison import comparable, compares, counted_since, up_to, weeks_before
from bot.domain.numbers.judgement import Break, Count, Judgement
from bot.domain.numbers.version import Meaning, Scale
from tests.domain.build import TODAY, read_as, snapshot_of

WEEK = timedelta(days=7)
SHARES = {"3.0.0": 20, "3.1.0": 80}
SHORT = {"3.0.0": 20, "3.1.0": 34}
SHARE = read_as(Meaning.SHARE, Scale.PERCENT)
BELOW = read_as(Meaning.BELOW, Scale.PERCENT)


def test_keeps_what_is_alike() -> None:
    """Unproved numbers, short lists and other meanings would show false movements."""
    alike = snapshot_of(SHARES, TODAY - WEEK, reading=SHARE)
    history = [
        snapshot_of(SHARES, TODAY - WEEK, reading=BELOW),
        snapshot_of(SHORT, TODAY - WEEK, reading=SHARE),
        snapshot_of({"3.0.0": "0.4"}, TODAY - WEEK),
        alike,
    ]
    assert comparable(history, snapshot_of(SHARES, reading=SHARE)) == [alike]


def test_compares_nothing_with_a_short_list() -> None:
    """When half of the users are missing today, nothing has moved by half."""
    assert comparable([snapshot_of(SHARES, TODAY - WEEK, reading=SHARE)], snapshot_of(SHORT, reading=SHARE)) == []


def test_takes_the_nearest_comparable_day() -> None:
    """Its neighbour replaces it, three days away at most."""
    neighbour = snapshot_of(SHARES, TODAY - WEEK + timedelta(days=2), reading=SHARE)
    history = [snapshot_of(SHORT, TODAY - WEEK, reading=SHARE), neighbour]
    newest = snapshot_of(SHARES, reading=SHARE)
    assert weeks_before(comparable(history, newest), newest.day, 1) is neighbour
    assert weeks_before(comparable(history, newest), newest.day, 4) is None


DAY = timedelta(days=1)


def test_a_day_that_is_asked_about() -> None:
    """The newest one up to it, at most three days earlier; never a later one."""
    days = [snapshot_of(SHARES, TODAY - ago * DAY) for ago in (11, 10, 6, 0)]

    assert up_to(days, TODAY) is days[3]
    assert up_to(days, TODAY - DAY) is None
    assert up_to(days, TODAY - 5 * DAY) is up_to(days, TODAY - 3 * DAY) is days[2]
    assert up_to(days, TODAY - 7 * DAY) is days[1]
    assert up_to(days, TODAY - 12 * DAY) is None


BREAK = Break(TODAY - 20 * DAY, None, 2.4)
OVER = replace(BREAK, until=TODAY - 10 * DAY)
LASTING = replace(BREAK, lasting=True)


def in_break(ago: int, *, known: bool = True) -> Judgement:
    """A day in the break, and whether that was known then."""
    return Judgement(TODAY - ago * DAY, count=Count(BREAK) if known else None, breaks=(BREAK,) if known else ())


@pytest.mark.parametrize(
    ("then", "now", "alike", "since"),
    [
        (Judgement(TODAY - 25 * DAY), Judgement(TODAY), True, None),
        (Judgement(TODAY - 25 * DAY), Judgement(TODAY, breaks=(BREAK,)), True, BREAK.since),
        (in_break(15), Judgement(TODAY, breaks=(BREAK,)), True, None),
        (in_break(15, known=False), Judgement(TODAY, breaks=(BREAK,)), False, None),
        (in_break(15), Judgement(TODAY, breaks=(OVER,)), False, OVER.until),
        (in_break(15, known=False), Judgement(TODAY, breaks=(OVER,)), False, OVER.until),
        (Judgement(TODAY - 25 * DAY), Judgement(TODAY, breaks=(OVER,)), True, None),
        (Judgement(TODAY - 5 * DAY), Judgement(TODAY, breaks=(OVER,)), True, None),
        (Judgement(TODAY - 25 * DAY), Judgement(TODAY, breaks=(LASTING,)), False, LASTING.since),
        (in_break(15), Judgement(TODAY, breaks=(LASTING,)), True, None),
        (in_break(15, known=False), Judgement(TODAY, breaks=(LASTING,)), True, None),
    ],
)
def test_which_days_compare(then: Judgement, now: Judgement, alike: bool, since: date | None) -> None:  # noqa: FBT001
    """Those that WeChat counted alike; while a break goes on, also those before it, and none in it after it."""
    assert compares(then, now) is alike
    assert counted_since(then.day, now) == since
