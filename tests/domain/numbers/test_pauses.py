"""Where nobody reads for weeks, WeChat's own numbers move on: no break is made up, and a real one is still found."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from typing import Final

import pytest

from bench.backtest.data import read
from bench.backtest.trial import Simulated
from bot.domain.numbers.course import judge_all
from bot.domain.numbers.snapshot import Snapshot
from bot.domain.numbers.version import Feed, FeedItem
from tests.needs import BESIDE, DATA_BESIDE
from tests.skips import skip_without

DAY: Final = timedelta(days=1)
DATA: Final = (BESIDE / "public_uv_daily.csv.gz", BESIDE / "public_uv_daily_2024b.csv.gz")
LOOKED: Final = 14
"""For so many days after a pause."""
APART: Final = 15
"""Days between two cases."""
FIFTH: Final = 5
BEFORE: Final = 200
"""Days of readings before a pause: more than a course remembers."""


@cache
def real(platform: str) -> Sequence[Snapshot]:
    """WeChat's own days that are sound."""
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
    """At most one case in sixty; a fifth of the cases, all with `--whole`."""
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
    """It is seen on its first day and each later one."""
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
