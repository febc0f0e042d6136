"""Breaks: all old versions at a multiple of their share, and what only looks like it."""

import math
from array import array
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from itertools import pairwise
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.backtest.data import found_by, read
from bench.backtest.trial import Simulated
from bot.domain.numbers.breaks import Limit, Seen, Watch
from bot.domain.numbers.comparison import outside, sound_ones
from bot.domain.numbers.course import judge_all
from bot.domain.numbers.distribution import Distribution
from bot.domain.numbers.judgement import LASTS, Break
from bot.domain.numbers.loss_table import Row, expected_after
from bot.domain.numbers.snapshot import Snapshot
from bot.domain.numbers.version import Feed, FeedItem, Version
from tests.domain.break_world import breaks_of, calm, rough, snapshot
from tests.needs import BESIDE, DATA_BESIDE
from tests.skips import skip_without

FIRST = date(2025, 3, 3)
SINCE = FIRST + timedelta(days=112)


def test_a_course_first_known_in_a_break_does_not_show_it() -> None:
    public, own = Break(SINCE, None, 2.2), Break(SINCE + timedelta(days=20), None, 2.2)
    days_since = [SINCE + timedelta(days=day) for day in range(30)]
    watch, unknown = Watch(found=(own,)), [Limit(day, math.inf if day < own.since else 0.0) for day in days_since]

    assert Seen(public).after(watch, [Limit(day, 0.0) for day in days_since]).shown
    assert not Seen(public).after(watch, unknown).shown


@pytest.mark.parametrize(("other", "meet"), [(1.2, True), (3.0, True), (0.8, False)])
def test_breaks_in_one_direction_meet(other: float, *, meet: bool) -> None:
    assert Break(SINCE, None, 1.5).meets(Break(SINCE, None, other)) is meet


@dataclass(frozen=True)
class Day:
    day: date
    distribution: Distribution | None


def days(number: int, *, every: int = 1, noise: Callable[[date], float] = calm) -> list[Day]:
    return [numbers(FIRST + timedelta(days=day), noise) for day in range(0, number, every)]


@cache
def numbers(day: date, noise: Callable[[date], float]) -> Day:
    return Day(day, snapshot(day, noise=noise).distribution)


def broken(readings: Iterable[Day], number: int, *, size: float = 2.4, slow: bool = False) -> list[Day]:
    """The same with a break of so many days."""
    one = Simulated(SINCE.toordinal(), number, size, slow_begin=slow, slow_end=False, old=0.15, by_version=True, seed=1)
    return [
        Day(each.day, one.reading(each.day, each.distribution).distribution) for each in readings if each.distribution
    ]


def known_by_day(readings: Sequence[Day]) -> Mapping[date, tuple[Break, ...]]:
    """Return the breaks that are known on each day, for which no later one is looked at."""
    return {each.day: known for each, known in zip(readings, found_by(readings), strict=True)}


@pytest.mark.parametrize("every", [1, 7])
@pytest.mark.parametrize("size", [1.7, 2.4, 4])
def test_a_break_has_its_days_and_its_factor(every: int, size: float) -> None:
    """It is known from its first reading on, and over a few sound readings after."""
    readings = broken(days(196, every=every), 28, size=size)
    (found,) = breaks_of(readings)
    so_far = known_by_day(readings)

    assert (found.since, found.until) == (SINCE, SINCE + timedelta(days=28))
    assert found.factor == pytest.approx(size, rel=0.2)
    assert not found.open
    assert not found.lasting
    assert so_far[SINCE][0].open
    assert not any(known for day, known in so_far.items() if day < SINCE)


def test_a_small_one_is_over_once_three_days_agree() -> None:
    readings = broken(days(196), 28, size=1.5)
    known = known_by_day(readings)
    after = [known[SINCE + timedelta(days=28 + day)][0].open for day in range(4)]

    assert after == [True, True, False, False]


def test_one_that_goes_on_has_no_end() -> None:
    (found,) = breaks_of(each for each in broken(days(196), 84) if each.day < SINCE + timedelta(days=10))

    assert found.open
    assert found.until is None
    assert found.spoils(SINCE + timedelta(days=10))


def test_a_slow_begin_is_dated_back() -> None:
    (found,) = breaks_of(broken(days(196), 28, size=3, slow=True))

    assert SINCE <= found.since <= SINCE + timedelta(days=2)
    assert found.until == SINCE + timedelta(days=28)


def test_two_small_days_begin_one_of_the_larger_size() -> None:
    begin, second = broken(days(196), 28, size=1.17), broken(days(196), 28, size=1.28)
    until_then = [each for each in second if each.day <= SINCE + timedelta(days=1) and each.day != SINCE]

    (found,) = breaks_of(
        sorted([*until_then, *(each for each in begin if each.day == SINCE)], key=lambda each: each.day)
    )

    assert (found.since, found.open) == (SINCE, True)
    assert found.factor == pytest.approx(1.28, rel=0.04)


def test_users_are_not_expected_to_go_back() -> None:
    versions = tuple((3, minor) for minor in range(7))
    rows = [
        Row(
            FIRST + timedelta(days=day),
            versions,
            array("H", [round(-7000 * (math.log(0.2 * 0.5 ** (6 - at)) + day / 500)) for at in range(7)]),
            60000,
        )
        for day in range(60)
    ]
    found = expected_after(rows)

    assert found
    assert [line.pace for line in found.lines] == [0.0] * len(found.lines)


def test_what_stays_for_eight_weeks_is_the_new_level() -> None:
    readings = broken(days(112 + 70), 999)
    (found,) = breaks_of(readings)
    known = known_by_day(readings)

    assert found.lasting
    assert not found.open
    assert found.until is None
    assert known[SINCE + LASTS - timedelta(days=1)][-1].open
    assert not known[SINCE + LASTS][-1].open
    assert outside(readings, [found]) == readings


def test_a_lasting_change_that_goes_back_was_a_break() -> None:
    (found,) = breaks_of(broken(days(224), 64))

    assert not found.lasting
    assert (found.since, found.until) == (SINCE, SINCE + timedelta(days=64))


def test_readings_outside_are_the_sound_ones() -> None:
    readings = broken(days(196), 28)
    kept = outside(readings, breaks_of(readings))

    assert [each.day for each in readings if each not in kept] == [SINCE + timedelta(days=day) for day in range(28)]


@pytest.mark.parametrize("every", [1, 7])
@pytest.mark.parametrize("noise", [calm, rough])
def test_sound_numbers_have_none(every: int, noise: Callable[[date], float]) -> None:
    """Versions come every fortnight, and all levels are off by eight percent now and then."""
    assert breaks_of(days(280, every=every, noise=noise)) == ()


@pytest.mark.parametrize(
    ("off", "number"),
    [(lambda _: -0.3, 2), (lambda _: 0.1, 9)],
    ids=["a roll-out", "a holiday"],
)
def test_what_happens_every_year_is_none(off: Callable[[date], float], number: int) -> None:
    """A roll-out makes all old versions too small for two days; on holidays all are a tenth up."""
    spoilt = {SINCE + timedelta(days=day) for day in range(number)}

    assert breaks_of(days(196, noise=lambda day: off(day) if day in spoilt else 0.0)) == ()


def test_all_old_versions_too_small_is_a_break() -> None:
    """Users of old versions do not all update on one day; a fall by two thirds for a week is another count."""
    readings = days(196, noise=lambda day: -2 / 3 if 0 <= (day - SINCE).days < 7 else 0.0)
    (found,) = breaks_of(readings)

    assert (found.since, found.until) == (SINCE, SINCE + timedelta(days=7))
    assert found.factor == pytest.approx(1 / 3, rel=0.2)


def test_one_old_version_that_grows_is_none() -> None:

    def grown(each: Day) -> Day:
        assert each.distribution is not None
        shares = dict(each.distribution.shares)
        newest, old = each.distribution.versions[0], each.distribution.versions[6]
        more = Decimal("0.03") if each.day >= SINCE else Decimal(0)
        return Day(
            each.day,
            Distribution.of(tuple((shares | {newest: shares[newest] - more, old: shares[old] + more}).items())),
        )

    assert breaks_of(map(grown, days(196))) == ()


def test_without_enough_to_tell_there_is_none() -> None:
    two = (Version.parse("3.1.0"), Version.parse("3.0.0"))

    def coarse(each: Day, size: int) -> Day:
        share = Decimal("0.05") * (size if each.day >= SINCE else 1)
        return Day(each.day, Distribution.of(((two[0], 1 - share), (two[1], share))))

    assert breaks_of([]) == ()
    assert breaks_of(Day(each.day, None) for each in days(196)) == ()
    assert breaks_of(broken(days(196), 28)[95:130]) == ()
    assert breaks_of(coarse(each, 4) for each in days(196)) == ()


@settings(max_examples=15)
@given(
    size=st.floats(0.2, 5),
    length=st.integers(1, 70),
    kept=st.sets(st.integers(0, 195), min_size=100),
    slow=st.booleans(),
)
def test_breaks_are_in_order_whatever_comes(size: float, length: int, kept: set[int], slow: bool) -> None:  # noqa: FBT001
    """None overlap, each lies within the readings, only the last is open, and later days change no earlier answer."""
    readings = [each for number, each in enumerate(broken(days(196), length, size=size, slow=slow)) if number in kept]
    known = list(found_by(readings))
    dates = {each.day for each in readings}

    for number in (len(readings) // 2, len(readings)):
        assert breaks_of(readings[:number]) == known[number - 1]
    for before, after in pairwise(known[-1]):
        assert before.since < (before.until or after.since) <= after.since
    assert all({each.since, each.until} <= {*dates, None} and each.factor > 0 for each in known[-1])
    assert not any(each.open for each in known[-1][:-1])


@pytest.mark.parametrize("platform", ["total", "android", "iOS"])
def test_of_wechats_own_days_three_are_off(platform: str) -> None:
    """In June 2021 all old versions stood at up to 3.7 times their share; hardly anything else is called so."""
    skip_without(DATA_BESIDE)
    files = (BESIDE / "public_uv_daily.csv.gz", BESIDE / "public_uv_daily_2024b.csv.gz")
    readings = sound_ones(judge_all([each for file in files for each in read(file, platform=platform)]))
    found = breaks_of(readings)
    real = [each for each in found if each.since == date(2021, 6, 26)]

    assert [each.until for each in real] == [date(2021, 6, 29)]
    assert real[0].factor == pytest.approx(3.6, abs=0.2)
    assert sum(any(each.spoils(day.day) for each in found) for day in readings) <= 3 + 0.005 * len(readings)


def test_a_lasting_change_spoils_nothing() -> None:
    """A break does, from its first day on, until the day that is sound again."""
    one = Break(SINCE, SINCE + timedelta(days=2), 2.4)

    assert [one.spoils(SINCE + timedelta(days=day)) for day in (-1, 0, 1, 2)] == [False, True, True, False]
    assert not Break(SINCE, None, 2.4, lasting=True).spoils(SINCE)


DAY: Final = timedelta(days=1)
DATA: Final = (BESIDE / "public_uv_daily.csv.gz", BESIDE / "public_uv_daily_2024b.csv.gz")
LOOKED: Final = 14
"""For so many days after a pause."""
APART: Final = 15
FIFTH: Final = 5
BEFORE: Final = 200
"""Days of readings before a pause: more than a course remembers."""


@cache
def real(platform: str) -> Sequence[Snapshot]:
    days = [each for each in read(*DATA, platform=platform) if date(2021, 8, 1) <= each.day]
    return [each for each in judge_all(days) if each.judgement.sound]


def after_pause(days: Sequence[Snapshot], last: int, weeks: int) -> list[Snapshot]:
    """What is read after a pause that begins after the given day; nothing where the data ends before."""
    first = days[last].day + weeks * 7 * DAY
    return [each for each in days[last:] if first <= each.day < first + LOOKED * DAY]


def found_after(before: Sequence[Snapshot], later: Sequence[Snapshot]) -> list[date]:
    """The days after a pause on which a break is in force that began after it."""
    judged = judge_all([*before, *later])[-len(later) :]
    counts = ((each.day, each.judgement.count) for each in judged)
    return [day for day, count in counts if count and count.found.since > before[-1].day]


@pytest.mark.parametrize("weeks", [5, 9, 13, 17])
@pytest.mark.parametrize("platform", ["total", "android", "iOS"])
def test_no_break_after_a_pause(platform: str, weeks: int, whole: bool) -> None:  # noqa: FBT001 - a fixture
    skip_without(DATA_BESIDE)
    days = real(platform)
    cases = list(range(BEFORE, len(days), APART))[:: 1 if whole else FIFTH]
    tried, wrong = 0, []
    for last in cases:
        later = after_pause(days, last, weeks)
        if len(later) > LOOKED / 2:
            tried += 1
            wrong += [days[last].day] if found_after(days[last - BEFORE : last + 1], later) else []

    assert tried >= len(cases) / 2
    assert len(wrong) <= tried / 60, wrong


@pytest.mark.parametrize("platform", ["total", "android", "iOS"])
def test_a_break_after_four_weeks_of_readings(platform: str) -> None:
    skip_without(DATA_BESIDE)
    days = real(platform)
    tried = 0
    for last in range(BEFORE, len(days) - 120, 60):
        again = next(each.day for each in days if each.day >= days[last].day + 63 * DAY)
        later = [each for each in days[last:] if again <= each.day < again + 42 * DAY]
        read = [each.day for each in later if each.day >= again + 27 * DAY]
        broken = [counted_twice(each, read[1]) for each in later]
        tried += 1

        assert found_after(days[last - BEFORE : last + 1], broken) == read[1:], days[last].day

    assert tried >= 10


def counted_twice(snapshot: Snapshot, since: date) -> Snapshot:
    """The same day, as if WeChat counted old versions 2.4 times from a day on."""
    if snapshot.day < since:
        return snapshot
    made = Simulated(since.toordinal(), 60, 2.4, slow_begin=False, slow_end=False, old=0.3, by_version=False, seed=1)
    assert snapshot.distribution
    shares = made.reading(snapshot.day, snapshot.distribution).distribution.shares
    items = tuple(FeedItem(version.text, share * 100) for version, share in shares)
    return replace(snapshot, feed=Feed.of(snapshot.feed.minimum, items))
