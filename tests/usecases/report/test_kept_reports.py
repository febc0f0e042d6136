"""Reports say what their days were judged to be worth, and read no other list for it."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.domain.numbers.comparison import day_of
from bot.domain.numbers.judgement import Suspicion
from bot.domain.numbers.snapshot import Snapshot, Users, Visible
from bot.domain.numbers.version import Feed, Meaning
from bot.domain.programs import Program
from bot.domain.report import Report
from bot.errors import BotError, NumbersUnusable, WeChatBusy, WeChatRefused
from bot.usecases.report.kept_reports import KeptReports
from bot.usecases.report.read import lasting, may_be_everybodys, read_failure_of
from tests.domain.break_world import DAY, SHOP, SINCE, days, judged
from tests.domain.build import TODAY, snapshot_of, v
from tests.fakes.storage import CountedSnapshots, FakeSnapshots
from tests.usecases.report.test_breaks import public

TEAM = "T1"
WITHIN = timedelta(days=3)
ONE, CAFE, BANK = Program(Visible("wx1"), "shop"), Program(Visible("wx2"), "cafe"), Program(Visible("wx3"), "bank")
BEFORE = {"3.2.0": "60", "3.1.0": "39.5", "3.0.0": "0.5"}
WITHDRAWN = {"3.2.0": "2", "3.1.0": "97.5", "3.0.0": "0.5"}
CUT_SHORT = {"3.1.0": "99.5", "3.0.0": "0.5"}


async def newest(judge: KeptReports, program: Program = SHOP, *, until: date = TODAY) -> Report:
    report = await judge.newest(TEAM, program, until=until, within=WITHIN)
    assert report
    return report


def told(report: Report) -> tuple[object, ...]:
    return report, report.breaks, report.broken, report.safe_minimum, report.advice


async def test_one_day_is_read() -> None:
    snapshots = CountedSnapshots()
    await snapshots.save(TEAM, days(2.4))
    await snapshots.save("T2", days(1))
    report = await newest(KeptReports(snapshots))
    decoded = snapshots.decoded.copy()
    other = await KeptReports(snapshots).newest("T2", SHOP, until=TODAY, within=WITHIN)

    assert report.broken
    assert decoded == Counter([TODAY, *(SINCE - ago * DAY for ago in range(1, 8))])
    assert other
    assert not other.broken
    assert snapshots.decoded - decoded == Counter([TODAY])


@pytest.mark.parametrize("ago", [6, 30, 250])
@pytest.mark.parametrize("factor", [0.4, 1, 2.4])
async def test_the_same_whatever_was_read_for_it(factor: float, ago: int) -> None:
    snapshots, told_of = CountedSnapshots(), []
    kept = await snapshots.save(TEAM, days(factor, ago=ago))
    for looking_back in (False, True):
        judge = KeptReports(snapshots)
        listed = await judge.list(TEAM, SHOP.appid, TODAY)
        told_of.append(told(await judge(TEAM, SHOP, kept[-1], listed=listed, looking_back=looking_back)))

    assert told_of[0] == told_of[1]


def report_of_all(kept: list[Snapshot]) -> Report:
    """Return the report on the newest of all days."""
    return Report(SHOP, kept[-1], before=day_of(kept[-1], kept).before)


def another_minimum(those: list[Snapshot]) -> Snapshot:
    return replace(those[-1], feed=replace(those[-1].feed, minimum="3.99.0"))


def another_meaning(those: list[Snapshot]) -> Snapshot:
    return replace(those[-1], reading=replace(those[-1].reading, meaning=Meaning.UNDETERMINED))


def another_day_of_the_week(those: list[Snapshot]) -> Snapshot:
    """A day before is replaced by an empty list."""
    return replace(those[-3], feed=Feed.of(those[-3].feed.minimum, ()))


def a_day_between(those: list[Snapshot]) -> Snapshot:
    return those[-2]


CHANGES = [another_minimum, another_meaning, another_day_of_the_week, a_day_between]


@pytest.mark.parametrize("change", CHANGES)
async def test_a_change_of_what_it_rests_on_shows(change: Callable[[list[Snapshot]], Snapshot]) -> None:
    snapshots, those = FakeSnapshots(), list(days(2.4))
    await snapshots.save(TEAM, [each for each in those if change is not a_day_between or each is not those[-2]])
    judge = KeptReports(snapshots)
    await newest(judge)
    changed = change(those)
    changed = replace(changed, taken_at=changed.taken_at + timedelta(minutes=1))
    await snapshots.save(TEAM, [changed])
    afresh = judged(sorted([changed, *(each for each in those if each.day != changed.day)], key=lambda each: each.day))

    assert told(await newest(judge)) == told(report_of_all(afresh))


async def test_the_next_day_has_its_own() -> None:
    snapshots = CountedSnapshots()
    await snapshots.save(TEAM, days(2.4))
    judge = KeptReports(snapshots)
    for day in (SINCE - DAY, SINCE + 3 * DAY, SINCE - DAY):
        report = await newest(judge, until=day)
        assert (report.snapshot.day, report.broken is not None) == (day, day > SINCE)


async def test_the_program_is_that_of_the_question() -> None:
    snapshots = FakeSnapshots()
    await snapshots.save(TEAM, days(1))
    judge = KeptReports(snapshots)
    await newest(judge)
    renamed = replace(SHOP, alias="renamed", tags=("food",))

    assert (await newest(judge, renamed)).program == renamed
    assert (await newest(judge)).program == SHOP


async def test_a_break_of_all_of_wechat_is_looked_for_each_time() -> None:
    numbers = public(1)
    snapshots = FakeSnapshots(numbers)
    await snapshots.save(TEAM, days(1)[-2:])
    judge = KeptReports(snapshots)
    assert not (await newest(judge)).broken
    later = [each for each in public(2.4)._kept.values() if each.day >= SINCE]
    await numbers.save(*(replace(each, taken_at=each.taken_at + timedelta(minutes=1)) for each in later))

    report = await newest(judge)
    assert report.broken
    assert report.broken.of_all


async def test_users_counted_later_show() -> None:
    snapshots = CountedSnapshots()
    await snapshots.save(TEAM, days(1))
    judge = KeptReports(snapshots)
    assert (await newest(judge)).snapshot.users is None

    counted = Users(TODAY, 7, 2, 1)
    snapshots.counts.keep(TEAM, SHOP.appid, counted)

    assert (await newest(judge)).snapshot.users == counted


async def test_beside_the_week_before() -> None:
    snapshots = FakeSnapshots()
    for appid, rows in {"wx1": WITHDRAWN, "wx2": CUT_SHORT}.items():
        await snapshots.save("T1", [snapshot_of(BEFORE, TODAY - DAY, appid=appid), snapshot_of(rows, appid=appid)])
    reports = await KeptReports(snapshots).newest_of("T1", [ONE, CAFE, BANK], until=TODAY)

    assert set(reports) == {"wx1", "wx2"}
    shop, cafe = reports["wx1"], reports["wx2"]
    assert (shop.program, shop.suspicions, shop.safe_minimum) == (ONE, (), v("3.1.0"))
    assert shop.withdrawal
    assert shop.withdrawal.version == v("3.2.0")
    assert (cafe.snapshot.day, cafe.withdrawal) == (TODAY - DAY, None)
    assert isinstance(cafe.stale_because, NumbersUnusable)
    assert cafe.stale_because.reason == Suspicion.NEWEST_MISSING.value


async def test_each_by_its_own_week() -> None:
    """A month-old reading is judged by its own week, and by none of another workspace."""
    snapshots, old = FakeSnapshots(), TODAY - 30 * DAY
    await snapshots.save("T1", [snapshot_of(BEFORE, TODAY, appid="wx2")])
    await snapshots.save("T1", [snapshot_of(BEFORE, old - DAY, appid="wx1"), snapshot_of(WITHDRAWN, old, appid="wx1")])
    await snapshots.save("T2", [snapshot_of(WITHDRAWN, TODAY, appid="wx1")])
    judge = KeptReports(snapshots)
    ours = await judge.newest_of("T1", [ONE, CAFE], until=TODAY)
    theirs = await judge.newest_of("T2", [ONE], until=TODAY)

    assert ours["wx1"].withdrawal
    assert ours["wx1"].snapshot.day == old
    assert ours["wx2"].withdrawal is theirs["wx1"].withdrawal is None


async def test_numbers_however_old() -> None:
    """Those of two years ago are the newest of a program that is read no more."""
    snapshots, old = FakeSnapshots(), TODAY - 800 * DAY
    await snapshots.save(TEAM, [snapshot_of(BEFORE, old - DAY, appid="wx1"), snapshot_of(WITHDRAWN, old, appid="wx1")])
    found = await KeptReports(snapshots).newest_of(TEAM, [ONE], until=TODAY)

    assert found["wx1"].withdrawal


async def test_days_imported_later_show_where_many_are_asked_for() -> None:
    snapshots, those = FakeSnapshots(), days(2.4)
    await snapshots.save(TEAM, those[-1:])
    judge = KeptReports(snapshots)
    assert not (await judge.newest_of(TEAM, [SHOP], until=TODAY))[SHOP.appid].broken
    await snapshots.save(TEAM, those[:-1])

    found = (await judge.newest_of(TEAM, [SHOP], until=TODAY))[SHOP.appid]
    assert found.broken
    assert told(found) == told(await newest(judge))


async def test_a_snapshot_replaced_while_it_is_read() -> None:
    snapshots, those = FakeSnapshots(), days(2.4)
    await snapshots.save(TEAM, those)
    judge = KeptReports(snapshots)
    listed = await judge.list(TEAM, SHOP.appid, TODAY)
    await newest(judge)
    cut = replace(another_meaning(those), taken_at=those[-1].taken_at + timedelta(minutes=1))
    (cut,) = await snapshots.save(TEAM, [cut])
    found = await judge(TEAM, SHOP, cut, listed=listed)

    assert told(found) == told(await newest(KeptReports(snapshots)))
    assert told(found) == told(await newest(judge))


READ_FAILURES_SINCE = datetime(2026, 11, 22, 17, tzinfo=UTC)
READ_FAILURES_DAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("newest", "lasts"),
    [
        (None, True),
        (READ_FAILURES_DAY - timedelta(days=1), True),
        (READ_FAILURES_DAY, False),
        (READ_FAILURES_DAY + timedelta(days=1), False),
    ],
    ids=["never-read", "read-before", "read-that-day", "read-since"],
)
def test_over_once_read(newest: date | None, *, lasts: bool) -> None:
    """Numbers of the day in China on which it began, or of a later one, end it."""
    failure = read_failure_of("wx1", WeChatBusy(code=-1), now=READ_FAILURES_SINCE)

    assert lasting({"wx1": failure}, {"wx1": newest}) == ({"wx1": failure} if lasts else {})
    assert lasting({"wx1": failure}, {}) == {"wx1": failure}


@pytest.mark.parametrize(
    ("error", "everybodys"),
    [
        (WeChatBusy(code=-1), True),
        (WeChatRefused(code=61004, errmsg="access clientip is not registered"), True),
        (WeChatRefused(code=61007, errmsg="api is unauthorized"), False),
    ],
    ids=["busy", "address", "permission"],
)
def test_whose_failure_it_may_be(error: BotError, *, everybodys: bool) -> None:
    """After many in a row the sweep asks no more where all programs would fail as well."""
    assert may_be_everybodys(error) is everybodys
