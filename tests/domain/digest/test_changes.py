"""What changed since a day, and how that day is typed."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import reduce
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.access import SYSTEM, AuditAction, AuditEntry
from bot.domain.digest.changes import ChangedProgram, authorisations_in, changed_fleet, take_since, together
from bot.domain.digest.comparison import Entry, EventKind, Kind, compare, entry_of, row_then
from bot.domain.digest.digest import digest_section
from bot.domain.digest.fleet_digest import FleetDigestMemory, fleet_changes
from bot.domain.fleet_row import FleetRow, State
from bot.domain.forecast.forecast import Arrival, Forecast
from bot.domain.numbers.course import judge_all
from bot.domain.numbers.snapshot import Snapshot, Visible
from bot.domain.platform import ProgramEvent
from bot.domain.programs import AuthStatus, Program
from bot.domain.recommendation import next_candidate
from bot.domain.report import Report
from bot.errors import NoSuchDay, NotCompared
from tests.domain.build import FITS_NOTHING, PROGRAM, TODAY, report_after, report_of, snapshot_of, v
from tests.domain.test_fleet import judgement
from tests.fakes.storage import FakeSnapshots

DAY = timedelta(days=1)
AT = datetime(2026, 11, 23, 1, tzinfo=UTC)
SHOP, CAFE = Program(Visible("wx1"), "shop"), Program(Visible("wx2"), "cafe")
SHARES = {"3.2.0": "60", "3.1.0": "39.5", "3.0.0": "0.5"}
RAISED = judgement(loss="0.001", minimum="3.2.0", safe="3.12.0")
READY = judgement(loss="0.001", minimum="2.0.0", safe="3.12.0")
NOT_YET = judgement(loss="0.001", minimum="2.0.0", safe="2.0.0")


@pytest.mark.parametrize(
    ("typed", "since", "rest"),
    [
        ("", TODAY - 7 * DAY, []),
        ("shop", TODAY - 7 * DAY, ["shop"]),
        ("14d", TODAY - 14 * DAY, []),
        ("2w #food", TODAY - 14 * DAY, ["#food"]),
        ("shop 3周", TODAY - 21 * DAY, ["shop"]),
        ("３天", TODAY - 3 * DAY, []),
        ("since 2026-11-20 fleet", date(2026, 11, 20), ["fleet"]),
        ("自 2026年11月1日", date(2026, 11, 1), []),
        ("yesterday", TODAY - DAY, []),
        ("140d", TODAY - 140 * DAY, []),
        ("7 天", TODAY - 7 * DAY, []),
        ("20 周 shop", TODAY - 140 * DAY, ["shop"]),
        ("corner 2 weeks coffee", TODAY - 14 * DAY, ["corner", "coffee"]),
        ("since 3 days ago", TODAY - 3 * DAY, []),
        ("One Day", TODAY - 7 * DAY, ["One", "Day"]),
    ],
)
def test_since_when(typed: str, since: date, rest: list[str]) -> None:
    assert take_since(typed.split(), today=TODAY) == (since, rest)


@pytest.mark.parametrize("typed", ["141d", "0d", "today", "2026-11-24", "99999999999w", "21 周", "0001-01-01"])
def test_what_cannot_be_compared(typed: str) -> None:
    with pytest.raises(NotCompared) as refused:
        take_since(typed.split(), today=TODAY)

    assert refused.value.params == {"text": typed, "weeks": 20}


def test_a_day_that_the_calendar_lacks() -> None:
    with pytest.raises(NoSuchDay):
        take_since(["2026-11-31"], today=TODAY)


def test_any_day_is_compared_with() -> None:
    """A version that came ten days ago is new since two weeks ago, and not since a week ago."""
    earlier = [snapshot_of({"3.1.0": "99.5", "3.0.0": "0.5"}, TODAY - back * DAY, minimum="2.0.0") for back in (14, 13)]
    earlier += [snapshot_of(SHARES, TODAY - back * DAY, minimum="3.0.0") for back in (8, 7)]
    report = report_of(SHARES, minimum="3.0.0")

    week, fortnight = digest_section(report, earlier), digest_section(report, earlier, TODAY - 14 * DAY)

    assert (week.appeared, week.minimum_before, week.safe_before) == ((), v("3.0.0"), v("3.1.0"))
    assert (fortnight.appeared, fortnight.minimum_before) == ((v("3.2.0"),), v("2.0.0"))


def _forecast(days: int | None) -> Forecast:
    arrival = Arrival.NOT_WITHIN_A_YEAR if days is None else Arrival.EXPECTED
    return Forecast(v("3.2.0"), Decimal("0.99"), TODAY, arrival, TODAY + days * DAY if days else None)


@pytest.mark.parametrize(
    ("then", "now", "moved"), [(30, 28, False), (30, 27, True), (None, 300, True), (None, None, False)]
)
def test_dates_that_moved(then: int | None, now: int | None, *, moved: bool) -> None:
    """By three days at least, or into the year; less is noise, and a quiet program is not changed by it."""
    section = digest_section(report_of(SHARES), [snapshot_of(SHARES, TODAY - 7 * DAY)])
    coming = next_candidate(section.report)
    assert coming
    awaited, formerly = (replace(_forecast(days), version=coming) for days in (now, then))
    changed = ChangedProgram(replace(section, forecasts=(awaited,)), formerly)

    assert (changed.moved is not None) is changed.changed is moved


def test_a_fleet() -> None:
    """Minimums, failures that began since, and programs that can be raised now; one that failed before is no news."""
    names = [Program(Visible(f"wx{number}"), f"shop{number}") for number in range(4)]
    since = TODAY - 7 * DAY
    rows = [
        FleetRow(names[0], RAISED),
        FleetRow(names[1], READY),
        FleetRow(names[2], None, error_key="wechat-busy", failing_since=AT - 2 * DAY),
        FleetRow(names[3], None, error_key="wechat-busy", failing_since=AT - 20 * DAY),
    ]
    then = {"wx0": replace(RAISED, minimum=v("3.0.0")), "wx1": NOT_YET}

    found = changed_fleet(rows, then, since)

    assert {kind: [row.appid for row in changed] for kind, changed in found.changes.by_kind.items()} == {
        Kind.UNREADABLE: ["wx2"],
        Kind.RAISED: ["wx0"],
    }
    assert found.ready == (names[1],)


def test_a_fleet_in_parts() -> None:
    """Some at a time makes the same of it: the first changes, those that are named, and how many there are."""
    since = TODAY - 7 * DAY
    rows = [
        FleetRow(Program(Visible(f"wx{number:03}"), f"shop{number}"), READY if number % 3 else RAISED)
        for number in range(300)
    ]
    then = {
        row.program.appid: replace(RAISED, minimum=v("3.0.0")) if row.judgement is RAISED else NOT_YET for row in rows
    } | {"wx299": judgement(loss="0.2", minimum="2.0.0", safe="3.12.0")}
    whole = changed_fleet(rows, then, since, "food")
    parts = [changed_fleet(rows[at : at + 70], then, since, "food") for at in range(0, 300, 70)]

    assert reduce(together, parts) == whole
    assert (whole.changes.count, whole.ready_count, whole.tag) == (101, 200, "food")
    assert whole.changes.count_of(Kind.RAISED) == 100
    assert (len(whole.changes.rows), len(whole.names), len(whole.ready)) == (51, 51, 50)
    assert [row.appid for row in whole.changes.by_kind[Kind.LOSS_DOWN]] == ["wx299"]


def test_authorisations() -> None:
    """The newest of each program that exists here; other entries of the log are none."""

    def entry(action: AuditAction, appid: str, standing: str = "") -> AuditEntry:
        return AuditEntry("T1", AT, SYSTEM, action, appid, after={"standing": standing} if standing else {})

    entries = [
        entry(AuditAction.AUTHORISED, "wx1"),
        entry(AuditAction.AUTHORISED, "wx2"),
        entry(AuditAction.LABELS, "wx2"),
        entry(AuditAction.AUTHORISATION_ENDED, "wx1", "revoked"),
        entry(AuditAction.AUTHORISATION_ENDED, "wx9", "revoked"),
    ]

    revoked = replace(SHOP, status=AuthStatus.REVOKED)
    found = authorisations_in(entries, {each.appid: each for each in (revoked, CAFE)})

    assert [(each.program, each.event) for each in found] == [
        (CAFE, ProgramEvent.AUTHORISED),
        (revoked, ProgramEvent.REVOKED),
    ]
    assert authorisations_in(entries[3:], {SHOP.appid: SHOP}) == ()  # it can be read again


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
    then, now = (Entry(v("3.0.0"), None, state) for state in (before, after))

    assert compare("wx1", then, now).kinds == kinds


def test_a_list_that_looks_wrong_and_right_again() -> None:
    """It is told of once, when it begins and when it is over, by a digest that told of the day before."""
    days = judge_all([day_of("0.4", back=3), day_of("0.4", back=2, kind="cut"), day_of("0.4", back=1, kind="cut")])
    days = judge_all([*days, day_of("0.4", back=0)])
    told = [FleetDigestMemory.of("", {"wx1": entry_of(FleetRow(PROGRAM, each.judgement))}) for each in days]

    found = [[each.kinds for each in fleet_changes(*two).rows] for two in pairwise(told)]
    assert found == [[(Kind.DOUBTFUL,)], [], [(Kind.SOUND,)]]
