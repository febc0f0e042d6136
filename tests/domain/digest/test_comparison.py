"""One comparison: of a program alone, as part of a fleet, and with what a digest told."""

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.digest.changes import changed_fleet
from bot.domain.digest.comparison import Entry, EventKind, Kind, compare, entry_of, row_then
from bot.domain.digest.digest import digest_section
from bot.domain.digest.fleet_digest import FleetDigestMemory, fleet_changes
from bot.domain.fleet.row import FleetRow, State
from bot.domain.numbers.course import judge_all
from bot.domain.numbers.snapshot import Snapshot
from bot.domain.report.report import Report
from tests.domain.build import FITS_NOTHING, PROGRAM, TODAY, report_after, snapshot_of, v
from tests.fakes.storage import FakeSnapshots

DAY = timedelta(days=1)
TEAM = "T1"


def day_of(below: str, *, back: int, minimum: str = "3.0.0", kind: str = "whole") -> Snapshot:
    """A day on which so many percent are below 3.0.0; or a list that was cut short, of no meaning, or of zeros."""
    rows = {"3.2.0": str(70 - Decimal(below)), "3.1.0": "25", "3.0.0": "5", "2.9.0": below}
    lists = {"whole": rows, "cut": {"3.2.0": "100"}, "unclear": FITS_NOTHING, "none": {"3.2.0": "0", "3.1.0": "0"}}
    return snapshot_of(lists[kind], TODAY - back * DAY, minimum=minimum, appid=PROGRAM.appid)


@st.composite
def courses(draw: st.DrawFn) -> Sequence[Snapshot]:
    """Some weeks of a program, with holes, lists that look wrong, and changes of its minimum and of the loss there."""
    days = []
    for back in range(draw(st.integers(3, 16)), -1, -1):
        if back and draw(st.integers(0, 4)) == 0:
            continue
        kind = draw(st.sampled_from(["whole"] * 7 + ["cut", "unclear", "none"]))
        below = draw(st.sampled_from(["0.4", "0.8", "1.2", "1.6", "2.4", "4.8", "5.6"]))
        minimum = draw(st.sampled_from(["3.0.0", "3.0.0", "3.0.0", "3.1.0", ""]))
        days.append(day_of(below, back=back, minimum=minimum, kind=kind))
    return judge_all(days)


@settings(max_examples=300, deadline=None)
@given(courses(), st.integers(1, 9))
async def test_the_same_alone_and_in_a_fleet(days: Sequence[Snapshot], back: int) -> None:
    """What `changes` says of a program, of a fleet with it, and what a digest that told of that day would say."""
    snapshots, since = FakeSnapshots(), TODAY - back * DAY
    await snapshots.save(TEAM, days)
    kept = await snapshots.since(TEAM, PROGRAM.appid, TODAY - 30 * DAY)
    *earlier, newest = kept
    row, then = FleetRow(PROGRAM, newest.judgement), await snapshots.judgements(TEAM, [PROGRAM.appid], up_to=since)
    known = await snapshots.last_days(TEAM, [PROGRAM.appid], before=since + DAY)

    alone = digest_section(Report(PROGRAM, newest), earlier, since).change.kinds
    (fleet, *_) = changed_fleet([row], then, since, known=known.keys()).changes.rows or (None,)
    assert alone == (fleet.kinds if fleet else ())

    if before := then.get(PROGRAM.appid):
        rows = (row_then(row, before, since), row)
        told, now = (FleetDigestMemory.of("", {PROGRAM.appid: entry_of(each)}) for each in rows)
        assert [each.kinds for each in fleet_changes(told, now).rows] == ([alone] if alone else [])


@pytest.mark.parametrize(
    ("before", "now", "kind"),
    [
        ("1.2", "1.6", None),
        ("2.4", "5.6", EventKind.OVER_5),
        ("1.2", "1.8", EventKind.LOSS_UP),
        ("5.6", "4.8", EventKind.UNDER_5),
        ("2.4", "1.6", EventKind.LOSS_DOWN),
    ],
)
def test_what_a_minimum_cuts_off_is_an_event(before: str, now: str, kind: EventKind | None) -> None:
    """Of one program as of a fleet, though the highest safe minimum is the same as before."""
    report = report_after([*(day_of(before, back=back) for back in range(9, 6, -1)), day_of(now, back=0)])
    days = judge_all([day_of(before, back=back) for back in range(9, 6, -1)])
    event = digest_section(report, days).event

    assert (event.kind if event else None) == kind


def test_the_minimum_of_a_day_is_that_of_its_sound_list() -> None:
    """The day before which it was raised looks wrong: the sound one before it stands for the day, in both answers."""
    days = [day_of("0.4", back=back, minimum="2.9.0") for back in (9, 8)]
    days += [day_of("0.4", back=7, minimum="3.0.0", kind="cut"), day_of("0.4", back=0)]
    *earlier, newest = judge_all(days)
    section = digest_section(Report(PROGRAM, newest), earlier)

    assert Kind.RAISED in section.change.kinds
    assert section.event
    assert section.event.kind is EventKind.RAISED


def test_nothing_is_new_when_nothing_was_read_since() -> None:
    """Of an imported program, whose newest numbers are older than the day that is asked about."""
    days = [day_of("0.4", back=back, minimum="2.9.0") for back in range(9, 4, -1)]
    *earlier, newest = judge_all([*days, day_of("2.4", back=4)])
    section = digest_section(Report(PROGRAM, newest), earlier, TODAY - 3 * DAY)

    assert (section.event, section.change.kinds, section.first) == (None, (), False)
    assert digest_section(Report(PROGRAM, newest), earlier, TODAY - 5 * DAY).event


@pytest.mark.parametrize("since", [8, 9, 10, 12])
def test_no_data_is_told_once(since: int) -> None:
    """By the digest that finds it, however few days ago it began; the next one says when there are numbers again."""
    weeks = judge_all(
        [day_of("0.4", back=back, kind="none" if 0 < back <= since else "whole") for back in range(20, -1, -1)]
    )
    told = [digest_section(Report(PROGRAM, weeks[-1 - back]), weeks[: -1 - back]) for back in (8, 1, 0)]

    assert [each.change.kinds for each in told] == [(Kind.NO_DATA,), (), (Kind.FIRST_NUMBERS,)]


def test_news_of_a_day_that_answers_is_told_once() -> None:
    """It was told while that day was the newest: without data nothing becomes safe, or is withdrawn, once more."""
    days = [
        day_of("1.2" if back > 18 else "0.4", back=back, kind="none" if back < 12 else "whole")
        for back in range(30, -1, -1)
    ]
    weeks = judge_all(days)
    report = report_after(weeks)
    assert report.safe_minimum

    assert digest_section(report, weeks[:-1]).event is None


@pytest.mark.parametrize(
    ("before", "after", "kinds"),
    [
        (State.UNDETERMINED, State.UNSETTLED, ()),
        (State.UNSETTLED, State.UNDETERMINED, ()),
        (State.READ, State.UNSETTLED, ()),
        (State.UNSETTLED, State.READ, ()),
        (State.ERROR, State.UNSETTLED, (Kind.READABLE,)),
        (State.UNSETTLED, State.REVOKED, (Kind.REVOKED,)),
        (State.DOUBTFUL, State.UNSETTLED, (Kind.SOUND,)),
    ],
)
def test_a_count_that_is_not_known(before: State, after: State, kinds: tuple[Kind, ...]) -> None:
    """It makes nothing readable, and no meaning unclear."""
    then, now = (Entry(v("3.0.0"), None, state) for state in (before, after))

    assert compare("wx1", then, now).kinds == kinds


def test_a_list_that_looks_wrong_and_right_again() -> None:
    """It is told of once, when it begins and when it is over, by a digest that told of the day before."""
    days = judge_all([day_of("0.4", back=3), day_of("0.4", back=2, kind="cut"), day_of("0.4", back=1, kind="cut")])
    days = judge_all([*days, day_of("0.4", back=0)])
    told = [FleetDigestMemory.of("", {"wx1": entry_of(FleetRow(PROGRAM, each.judgement))}) for each in days]

    found = [[each.kinds for each in fleet_changes(*two).rows] for two in pairwise(told)]
    assert found == [[(Kind.DOUBTFUL,)], [], [(Kind.SOUND,)]]
