"""The course of a program as it is kept: what comes back carries on as what was kept."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Final

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.numbers.breaks import Watch
from bot.domain.numbers.course import Course, Judging
from bot.domain.numbers.judgement import LASTS, NO_PUBLIC, Public
from bot.domain.numbers.snapshot import Snapshot
from bot.storage.numbers.courses import KeptCourse, kept_course
from tests.contracts.test_judging import public_of, series, shown_by
from tests.domain.break_world import DAY, coarse, days
from tests.domain.build import TODAY, snapshot_of

LONG_AGO: Final = TODAY - LASTS - 5 * DAY


def carried_on(kept: list[Snapshot], public: Mapping[date, Public]) -> Iterator[tuple[KeptCourse, Course, Course]]:
    """What is kept after each day, with the course before it and after it."""
    course, there, lists = Course(), None, {each.day: each for each in kept}
    for each in kept:
        after = Judging(course, each, public.get(each.day, NO_PUBLIC)).by(lists).course
        there = kept_course(each.day, there, after)
        yield there, course, after
        course = after


@settings(max_examples=15, deadline=None)
@given(kept=series(), until=st.sampled_from([date.max, TODAY - 3 * DAY]), beside=st.booleans())
def test_it_comes_back(kept: list[Snapshot], until: date, beside: bool) -> None:  # noqa: FBT001 - drawn
    """Before and after the newest day, whatever went on; earlier days begin anew."""
    public = shown_by(public_of(days(until=until, ago=150))) if beside else {}
    for there, before, after in carried_on(kept, public):
        assert there.by(there.day + DAY) == after
        assert there.by(there.day - DAY) is None
        found = there.by(there.day)
        # Its table may have columns that only the newest day needs, and lack such as it does not need.
        assert found
        assert replace(found, table=before.table) == before


def test_each_part_of_it() -> None:
    """A break that begins, ends, or lasts; one of the public numbers; and lists that lack the newest version."""
    found = [
        after
        for kept, public in (
            (days(until=TODAY - 3 * DAY, ago=60), {}),
            (days(since=LONG_AGO, ago=120), {}),
            (coarse(days(ago=60)), shown_by(public_of(days(ago=150)))),
            (coarse(days(until=TODAY - 3 * DAY, ago=60)), shown_by(public_of(days(until=TODAY - 3 * DAY, ago=150)))),
        )
        for there, _, after in carried_on(kept, public)
        if there.by(there.day + DAY) == after
    ]

    assert len(found) == 61 + 121 + 61 + 61
    for part in ("apart", "seen", "of_all", "before"):
        assert {bool(getattr(each, part)) for each in found} == {False, True}, part
    for part in ("found", "newest", "expected", "open", "lasting"):
        assert {bool(getattr(each.own, part)) for each in found} == {False, True}, part
    assert all(each.good and each.meaning and each.lately and each.table.days and each.own.limits for each in found)


def test_lists_that_lack_the_newest_version() -> None:
    """What was seen of them comes back, until they are accepted."""
    lists = ({"3.2.0": "60", "3.1.0": "39.5", "3.0.0": "0.5"}, {"3.1.0": "99.5", "3.0.0": "0.5"})
    kept = [snapshot_of(lists[ago < 4], TODAY - ago * DAY) for ago in range(9, -1, -1)]
    found = [(there.by(there.day + DAY), after) for there, _, after in carried_on(kept, {})]

    assert [back.listing for back, _ in found if back] == [after.listing for _, after in found]
    assert [len(after.listing.lacking) for _, after in found] == [0] * 6 + [1, 2, 0, 0]


def test_which_part_is_empty_comes_back() -> None:
    """No day outside a break of the public numbers is something else than no break."""
    kept = coarse(days(ago=10))
    *_, (there, _, after) = carried_on(kept, shown_by(public_of(days(ago=150))))

    assert after.apart == Watch()
    assert there.by(TODAY + DAY) == after


def test_a_day_that_is_read_again() -> None:
    """It is judged by the course before it, and leaves the same."""
    kept, lists = days(ago=60), {each.day: each for each in days(ago=60)}
    there, before, after = [*carried_on(kept, {})][-1]
    again = Judging(there.by(TODAY) or Course(), kept[-1]).by(lists).course

    assert again == after
    assert kept_course(TODAY, there, again) == there
    assert before.day == TODAY - DAY
