"""A program's course: each day judged by it, as if all earlier ones were read."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from random import Random

import pytest

from bot.domain.numbers.course import Course, Judged, Judging, judge_all
from bot.domain.numbers.judgement import NO_PUBLIC, Break, Public
from bot.domain.numbers.meaning import read_meaning
from bot.domain.numbers.snapshot import Snapshot
from bot.domain.numbers.version import Feed, FeedItem, Version
from tests.domain.break_world import DAY, SINCE, coarse, days, judged
from tests.domain.build import TODAY, snapshot_of

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
        found, again = (judged_alone(Judging(course, day, public.get(day.day, NO_PUBLIC)), seen) for _ in range(2))
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


@pytest.mark.parametrize("number", [28, 42])
def test_a_break_soon_after_a_pause(number: int) -> None:
    """So many days before it, four weeks apart at least, show the course that it leaves."""
    first = SINCE - number * DAY
    kept = paused(days(), first - 40 * DAY, first - DAY)
    (found,) = judge_all(kept)[-1].judgement.breaks

    assert (found.since, found.open) == (SINCE, True)
    assert found.factor == pytest.approx(2.4, rel=0.15)


def test_public_numbers_that_fall_silent_in_the_last_two_weeks() -> None:
    """The break has lasted by its 56th day, and stays so."""
    since = TODAY - 70 * DAY
    heard = [each for each in judge_all(days(since=since, ago=200)) if each.day <= since + 45 * DAY]
    kept = coarse(days(since=since, ago=200))
    shown, newest = dict[date, Public](), {each.day: Public(each.day, each.judgement.breaks) for each in heard}
    for each in kept:
        day = min(each.day, heard[-1].day)
        shown |= {each.day: newest[day]} if day in newest else {}
    counts = [each.judgement.count for each in judge_all(kept, shown)][-15:]

    assert [count is not None and count.found.lasting for count in counts] == [True] * 15


def test_a_meaning_that_changes_in_a_break() -> None:
    """Other numbers tell nothing of its end: it does not go on for ever."""
    since = TODAY - 140 * DAY
    kept = days(since=since, until=since + 20 * DAY, ago=250)
    changed = [below(each) if each.day >= since + 10 * DAY else each for each in kept]

    assert judge_all(changed[:-125])[-1].judgement.count
    assert judge_all(changed)[-1].judgement.count is None


def below(kept: Snapshot) -> Snapshot:
    """The same day, as the users below each version."""
    total, items = Decimal(0), list[FeedItem]()
    for each in sorted(kept.feed.items, key=lambda item: Version.parse(item.label)):
        items.append(FeedItem(each.label, total))
        total += each.value
    feed = Feed.of(kept.feed.minimum, items)
    return replace(kept, feed=feed, reading=read_meaning(feed))


def test_a_public_break_that_is_dated_anew() -> None:
    """It takes the place of what it was called before."""
    kept, until = coarse(days(since=SINCE, until=SINCE + 9 * DAY)), SINCE + 9 * DAY
    first, anew = Break(SINCE, until, 2.4), Break(SINCE - DAY, until, 2.4)
    shown = {each.day: Public(each.day, (first if each.day < TODAY - 3 * DAY else anew,)) for each in kept}

    assert judge_all(kept, shown)[-1].judgement.breaks == (anew,)


def test_no_change_lasts_while_its_end_is_looked_at() -> None:
    """Two days that look as if it were over on its 56th day are its end."""
    since = TODAY - 60 * DAY
    found = [each.judgement.breaks[-1] for each in judge_all(days(since=since, until=since + 55 * DAY, ago=200))[-8:]]

    assert not any(each.lasting for each in found)
    assert found[-1].until == since + 55 * DAY


def small(kept: Sequence[Snapshot], users: int, seed: int) -> list[Snapshot]:
    """As a program of so many users, of whom one or two are seen by chance."""
    random, found = Random(seed), []  # noqa: S311  # a seed names the case
    for each in kept:
        assert each.distribution
        shares = [float(share) * users for share in each.distribution.amounts]
        counts = [max(0, round(share + random.gauss(0, (share * 0.1) ** 0.5))) for share in shares]
        rows = [
            (version.text, (Decimal(count) / sum(counts)).quantize(Decimal("0.0001")))
            for version, count in zip(each.distribution.versions, counts, strict=True)
        ]
        found.append(replace(snapshot_of(rows, each.day, minimum="3.158.0"), appid=each.appid))
    return found


@pytest.mark.parametrize(("users", "shows"), [(2000, False), (3000, True)])
def test_a_small_program_does_not_go_to_and_fro(users: int, *, shows: bool) -> None:
    """Its numbers show the break on all of its days from the third on, or on none (c27)."""
    for seed in range(2):
        newest = judge_all(small(days(2.4, since=TODAY - 20 * DAY, ago=180), users, seed))[-18:]
        assert {bool(each.judgement.count and each.judgement.count.open) for each in newest} == {shows}
