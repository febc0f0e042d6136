"""What changed since a day, and how that day is typed."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import reduce

import pytest

from bot.domain.access import SYSTEM, AuditAction, AuditEntry
from bot.domain.digest.changes import ChangedProgram, authorisations_in, changed_fleet, take_since, together
from bot.domain.digest.comparison import Kind
from bot.domain.digest.digest import digest_section
from bot.domain.fleet.row import FleetRow
from bot.domain.forecast.forecast import Arrival, Forecast
from bot.domain.numbers.snapshot import Visible
from bot.domain.platform.authorisation import ProgramEvent
from bot.domain.programs import AuthStatus, Program
from bot.domain.recommendation import next_candidate
from bot.errors import NoSuchDay, NotCompared
from tests.domain.build import TODAY, report_of, snapshot_of, v
from tests.domain.fleet.test_report import judgement

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
    """A span, a day, or a week; anywhere among the words."""
    assert take_since(typed.split(), today=TODAY) == (since, rest)


@pytest.mark.parametrize("typed", ["141d", "0d", "today", "2026-11-24", "99999999999w", "21 周", "0001-01-01"])
def test_what_cannot_be_compared(typed: str) -> None:
    """Today, days to come, and what is further back than a history reaches."""
    with pytest.raises(NotCompared) as refused:
        take_since(typed.split(), today=TODAY)

    assert refused.value.params == {"text": typed, "weeks": 20}


def test_a_day_that_the_calendar_lacks() -> None:
    """It is refused as in `--on`."""
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
