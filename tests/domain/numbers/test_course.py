"""A program's course: each day judged by it, as if all earlier ones were read."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

import pytest

from bot.domain.numbers.course import Course, Judged, Judging, judge_all
from bot.domain.numbers.feed import Feed
from bot.domain.numbers.judgement import Public
from bot.domain.numbers.snapshot import Snapshot
from tests.domain.break_world import DAY, SINCE, coarse, days, judged
from tests.domain.build import TODAY

LONG = days(until=TODAY - 2 * DAY, minimum="3.100.0")
"""In the last weeks WeChat counts otherwise, and as before again."""
SHORT = replace(LONG[-60], feed=Feed.of("3.100.0", LONG[-60].feed.items[:-2]))
KEPT: dict[str, tuple[list[Snapshot], Sequence[Snapshot]]] = {
    "a break": (LONG, ()),
    "a public break": (coarse(LONG), LONG),
    "weekly": (days(every=7, minimum="3.100.0"), ()),
    "a list that was cut short": ([*LONG[:-60], SHORT, *LONG[-59:]], ()),
    "another minimum": ([*LONG[:-5], *days(until=TODAY - 2 * DAY, minimum="3.135.0")[-5:]], ()),
}


def judged_alone(judging: Judging, kept: Mapping[date, Snapshot]) -> Judged:
    """Judge a day, given the lists alone that it asks for."""
    return judging.by({each: kept[each] for each in judging.wanted})


@pytest.mark.parametrize(("kept", "beside"), KEPT.values(), ids=KEPT)
def test_day_after_day(kept: list[Snapshot], beside: Sequence[Snapshot]) -> None:
    """It is what all days judged in order say; a day judged again by the course before it says the same."""
    public = {each.day: Public(each.day, each.judgement.breaks) for each in judge_all(beside)}
    course, seen = Course(), dict[date, Snapshot]()
    for day in kept:
        found, again = (judged_alone(Judging(course, day, public.get(day.day)), seen) for _ in range(2))
        assert (again.snapshot.judgement, again.course) == (found.snapshot.judgement, found.course)
        course, seen[day.day] = found.course, found.snapshot
    in_order = judged(kept, beside)

    assert [each.judgement for each in seen.values()] == [each.judgement for each in in_order]
    assert [each.judgement for each in judged(in_order, beside)] == [each.judgement for each in in_order]
    assert course.day == kept[-1].day


def test_few_days_read_a_list() -> None:
    """Where nothing falls, and no break begins, a day is judged by its own list and the course."""
    course, kept, read = Course(), dict[date, Snapshot](), 0
    for day in days(1)[-60:]:
        judging = Judging(course, day)
        read += len(judging.wanted)
        found = judged_alone(judging, kept)
        course, kept[day.day] = found.course, found.snapshot

    assert len(kept) == 60
    assert read < 20


def paused(kept: Sequence[Snapshot], first: date, last: date) -> list[Snapshot]:
    """Without the days between two."""
    return [each for each in kept if not first <= each.day <= last]


def test_a_pause_of_more_than_four_weeks_begins_a_new_course() -> None:
    """What changed meanwhile is no break: nobody knows how fast users updated."""
    pauses = {29: SINCE - 26 * DAY, 28: SINCE - 25 * DAY}
    found = {gap: judge_all(paused(days(), first, SINCE + DAY))[-1].judgement for gap, first in pauses.items()}

    assert found[29].breaks == ()
    assert [each.since for each in found[28].breaks] == [SINCE + 2 * DAY]


@pytest.mark.parametrize("number", [29, 42])
def test_a_break_soon_after_a_pause(number: int) -> None:
    """So many days before it, four weeks apart at least, show the course that it leaves."""
    first = SINCE - number * DAY
    kept = paused(days(), first - 40 * DAY, first - DAY)
    (found,) = judge_all(kept)[-1].judgement.breaks

    assert (found.since, found.open) == (SINCE, True)
    assert found.factor == pytest.approx(2.4, rel=0.15)
