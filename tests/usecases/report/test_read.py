"""Fresh, kept, stale or refused: what a report is made from."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import accumulate
from unittest.mock import AsyncMock

import pytest

from bot.domain.access import Viewpoint
from bot.domain.caveats import Key, caveats
from bot.domain.numbers.judgement import Suspicion
from bot.domain.numbers.public import COMPARABLE_FOR
from bot.domain.numbers.snapshot import Snapshot, Visible
from bot.domain.numbers.version import NO_PIN, Feed, Meaning, Pin, Reading, Reason, Scale
from bot.domain.programs import Program
from bot.domain.report import Report
from bot.errors import (
    BotError,
    StaleControl,
    StorageUnavailable,
    WeChatBusy,
    WeChatLimited,
    WeChatRefused,
    WeChatUnreachable,
)
from bot.i18n import texts_for
from bot.i18n.caveats import caveat_sentence
from bot.usecases.report.kept_reports import KeptReports
from bot.usecases.report.read import FRESH_FOR, ReadReport, take_snapshot
from tests.domain.build import public_snapshot_of
from tests.fakes.people import seen_by_all
from tests.fakes.programs import FakePrograms
from tests.fakes.public import FakePublicSnapshots
from tests.fakes.storage import FakeSnapshots
from tests.fakes.wechat import SHARES, FakeSource, feed
from tests.usecases.digest_world import CAFE, DAY, HOUR, MINUTE, SECOND, SHOP, TEAM

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
TODAY = date(2026, 11, 23)
OTHER = feed({"3.9.0": 50, "3.0.0": 50})
CUMULATIVE = feed({"2.30.0": 0, "3.0.0": 5, "3.7.0": 20, "3.8.1": 40, "3.9.0": 45})
"""Percent below or at each version; adds up to 185."""
PUBLIC = {
    "2.10.4": "0.2",
    "2.16.1": "0.03",
    "2.19.4": "1.1",
    "2.21.0": "0.05",
    "2.25.1": "2.4",
    "2.30.0": "0.02",
    "2.33.0": "4.2",
    "3.0.0": "0.1",
    "3.7.12": "11.9",
    "3.8.1": "30",
    "3.9.0": "50",
}
"""Percent of WeChat's users; some versions were replaced within days."""
AT_OR_BELOW = feed(
    {"2.0.0": "0"}
    | {label: str(total) for label, total in zip(PUBLIC, accumulate(map(Decimal, PUBLIC.values())), strict=True)}
)
WRONG = Reading(Meaning.BELOW, Scale.PERCENT, Reason.NEVER_FALLS, Decimal("1.97"))
TWO_ROWS = feed({"3.0.0": "0.2", "3.8.1": "1"})
"""Proves nothing by itself: shares of 120 %, or cumulative fractions."""
FAILURES: list[BotError] = [
    WeChatRefused(code=61004, errmsg="not registered", rid="r"),
    WeChatBusy(code=-1, errmsg="system error", rid="r"),
    WeChatLimited(until=NOW + DAY, code=45009, errmsg="quota", rid="r"),
    WeChatUnreachable(host="api.weixin.qq.com", reason="timeout"),
]


class World:
    """A WeChat, what is kept, and the use case between them."""

    def __init__(self, pin: Pin = NO_PIN) -> None:
        self.source = FakeSource(default=SHARES)
        self.snapshots = FakeSnapshots()
        self.public = FakePublicSnapshots()
        self.read = ReadReport(self.source, KeptReports(self.snapshots), self.public, pin)

    async def keep(self, payload: Feed, at: datetime, *, team: str = TEAM) -> Snapshot:
        snapshot = take_snapshot(SHOP.appid, payload, pin=NO_PIN, remembered=None, now=at)
        await self.snapshots.save(team, [snapshot])
        return snapshot

    async def report(
        self, *, now: datetime = NOW, refresh: bool = False, team: str = TEAM, as_is: bool = False
    ) -> Report:
        return await self.read(team, SHOP, now=now, refresh=refresh, as_is=as_is)


@pytest.fixture
def reading() -> World:
    return World()


async def test_first_reading_is_kept(reading: World) -> None:
    report = await reading.report()
    kept = await reading.snapshots.on(TEAM, SHOP.appid, TODAY)

    assert report.program == SHOP
    assert report.snapshot == kept
    assert report.snapshot.feed == SHARES
    assert report.snapshot.taken_at == NOW
    assert report.stale_because is None


@pytest.mark.parametrize(("age", "asked"), [(timedelta(0), 0), (FRESH_FOR, 0), (FRESH_FOR + SECOND, 1), (-SECOND, 1)])
async def test_fresh_for_an_hour(reading: World, age: timedelta, asked: int) -> None:
    """A snapshot of the last hour suffices; a future one, after a clock change, does not, and stays the day's."""
    await reading.keep(OTHER, NOW - age)
    report = await reading.report()

    assert len(reading.source.calls) == asked
    assert report.snapshot.feed == (SHARES if asked and age > timedelta(0) else OTHER)


async def test_refresh_asks_all_the_same(reading: World) -> None:
    await reading.keep(OTHER, NOW - MINUTE)
    report = await reading.report(refresh=True)

    assert report.snapshot.feed == SHARES
    assert await reading.snapshots.since(TEAM, SHOP.appid, date.min) == [report.snapshot]


@pytest.mark.parametrize("error", FAILURES, ids=lambda error: str(error.key))
async def test_wechat_fails_with_something_kept(reading: World, error: BotError) -> None:
    kept = await reading.keep(OTHER, NOW - 3 * DAY)
    reading.source.fail_all(error)
    report = await reading.report()

    assert report.snapshot == kept
    assert report.stale_because is error
    assert await reading.snapshots.since(TEAM, SHOP.appid, date.min) == [kept]


@pytest.mark.parametrize("error", FAILURES, ids=lambda error: str(error.key))
async def test_wechat_fails_with_nothing_kept(reading: World, error: BotError) -> None:
    reading.source.fail_all(error)
    with pytest.raises(type(error)) as caught:
        await reading.report()

    assert caught.value is error


async def test_refresh_that_fails(reading: World) -> None:
    kept = await reading.keep(OTHER, NOW - MINUTE)
    reading.source.fail_all(FAILURES[0])
    report = await reading.report(refresh=True)

    assert (report.snapshot, report.stale_because) == (kept, FAILURES[0])


class BrokenSnapshots(FakeSnapshots):
    async def save(self, team_id: str, snapshots: Sequence[Snapshot]) -> Sequence[Snapshot]:
        del team_id, snapshots
        raise StorageUnavailable(reason="broken")


async def test_storage_fails(reading: World) -> None:
    reading.read = ReadReport(reading.source, KeptReports(BrokenSnapshots()), reading.public)
    with pytest.raises(StorageUnavailable):
        await reading.report()

    broken = BrokenSnapshots()
    old = take_snapshot(SHOP.appid, OTHER, pin=NO_PIN, remembered=None, now=NOW - DAY)
    await FakeSnapshots.save(broken, TEAM, [old])
    reading.read = ReadReport(reading.source, KeptReports(broken), reading.public)
    with pytest.raises(StorageUnavailable):
        await reading.report()


async def test_single_flight(reading: World) -> None:
    reports = await asyncio.gather(*(reading.report() for _ in range(100)))
    shared = len(reading.source.calls)
    later = NOW + FRESH_FOR + SECOND
    questions = [(TEAM, SHOP), (TEAM, CAFE), ("T2", SHOP)]
    await asyncio.gather(*(reading.read(team, program, now=later) for team, program in questions))

    assert shared == 1
    assert len({id(report.snapshot) for report in reports}) == 1
    assert reading.source.calls == [SHOP.appid, SHOP.appid, CAFE.appid, SHOP.appid]


async def test_one_failure_for_all_who_ask(reading: World) -> None:
    reading.source.fail_all(FAILURES[1])
    results = await asyncio.gather(*(reading.report() for _ in range(5)), return_exceptions=True)
    reading.source.fail_all(None)

    assert results == [FAILURES[1]] * 5
    assert len(reading.source.calls) == 1
    assert (await reading.report()).snapshot.feed == SHARES


async def test_workspaces_are_apart(reading: World) -> None:
    await reading.keep(OTHER, NOW - MINUTE, team="T2")
    reading.source.fail_all(FAILURES[0])

    with pytest.raises(WeChatRefused):
        await reading.report()
    assert (await reading.report(team="T2")).snapshot.feed == OTHER


async def test_a_meaning_once_proved_is_remembered(reading: World) -> None:
    reading.source.set(SHOP.appid, TWO_ROWS)
    reading.source.set(CAFE.appid, TWO_ROWS)
    alone = await reading.read(TEAM, CAFE, now=NOW)
    fractions = feed({"2.30.0": "0", "3.0.0": "0.05", "3.7.0": "0.2", "3.8.1": "0.4", "3.9.0": "0.45"})
    await reading.keep(fractions, NOW - DAY)
    report = await reading.report(as_is=True)

    assert alone.snapshot.reading.meaning is Meaning.UNDETERMINED
    assert alone.distribution is None
    assert report.snapshot.reading.reason is Reason.REMEMBERED
    assert report.snapshot.reading.meaning is Meaning.BELOW
    assert report.distribution


async def test_public_numbers_settle_what_two_meanings_fit(reading: World) -> None:
    reading.source.set(SHOP.appid, AT_OR_BELOW)
    alone = await reading.report()
    await reading.public.save(public_snapshot_of(PUBLIC, TODAY - DAY))
    wrong = Snapshot(SHOP.appid, TODAY - DAY, NOW - DAY, AT_OR_BELOW, WRONG)
    await reading.snapshots.save(TEAM, [wrong])
    settled = (await reading.report(refresh=True, as_is=True)).snapshot.reading

    assert (alone.snapshot.reading.meaning, alone.snapshot.reading.reason) == (Meaning.UNDETERMINED, Reason.AMBIGUOUS)
    assert (settled.meaning, settled.reason) == (Meaning.AT_OR_BELOW, Reason.LIKE_PUBLIC)
    assert settled.contradicts is Meaning.BELOW


async def test_old_public_numbers_settle_nothing(reading: World) -> None:
    reading.source.set(SHOP.appid, AT_OR_BELOW)
    await reading.public.save(public_snapshot_of(PUBLIC, TODAY - COMPARABLE_FOR - DAY))

    assert (await reading.report()).snapshot.reading.reason is Reason.AMBIGUOUS


async def test_a_contradiction_is_reported(reading: World) -> None:
    await reading.keep(CUMULATIVE, NOW - DAY)
    reading.source.set(SHOP.appid, feed({"3.8.1": 20, "3.7.0": 50, "3.0.0": 30}))
    report = await reading.report(as_is=True)

    assert report.snapshot.reading.contradicts is Meaning.BELOW
    assert Suspicion.CONTRADICTS in report.suspicions


async def test_pinned() -> None:
    reading = World(Pin(Meaning.BELOW, Scale.FRACTION))
    reading.source.set(SHOP.appid, TWO_ROWS)
    report = await reading.report()

    assert report.snapshot.reading.reason is Reason.PINNED
    assert report.distribution


@pytest.mark.parametrize(
    ("before", "days", "expected"),
    [
        ({"3.9.0": 40, "3.8.1": 30, "3.0.0": 30}, 1, {Suspicion.NEWEST_MISSING}),
        ({"3.9.0": 40, "3.8.1": 30, "3.0.0": 30}, 7, {Suspicion.NEWEST_MISSING}),
        ({"3.9.0": 40, "3.8.1": 30, "3.0.0": 30}, 8, set()),
        ({"3.8.1": 70, "3.7.0": 30}, 1, set()),
    ],
)
async def test_suspicions_from_history(
    reading: World, before: Mapping[str, int], days: int, expected: set[Suspicion]
) -> None:
    await reading.keep(feed(before), NOW - days * DAY)
    report = await reading.report(as_is=True)

    assert set(report.suspicions) == expected


@pytest.mark.parametrize(
    ("percent", "days", "notified"),
    [(70, (2, 1), True), (70, (3, 2), True), (70, (5, 4), False), (62, (2, 1), False), (70, (1,), False)],
)
async def test_a_roll_back_is_reported(reading: World, percent: int, days: Sequence[int], *, notified: bool) -> None:
    """Clearly more users on the newest version on two of the last three days; not a suspicion."""
    for ago in days:
        await reading.keep(feed({"3.8.1": percent, "3.0.0": 100 - percent}), NOW - ago * DAY)
    report = await reading.report()

    assert bool(report.withdrawal) is notified
    assert report.suspicions == ()


async def test_judged_by_the_newest_of_them(reading: World) -> None:
    await reading.keep(OTHER, NOW - 5 * DAY)
    await reading.keep(SHARES, NOW - 3 * DAY)
    await reading.keep(SHARES, NOW - 2 * DAY)
    await reading.keep(SHARES, NOW - DAY)
    await reading.keep(OTHER, NOW - 2 * HOUR - MINUTE)
    report = await reading.report()

    assert report.suspicions == ()


async def test_kept_report(reading: World) -> None:
    await reading.keep(OTHER, NOW - 2 * DAY)
    yesterday = await reading.keep(SHARES, NOW - DAY)
    report = await reading.read.kept(TEAM, SHOP, yesterday.day)

    assert report.snapshot == yesterday
    assert Suspicion.NEWEST_MISSING in report.suspicions
    assert reading.source.calls == []


@pytest.mark.parametrize(
    ("team", "program", "day"),
    [(TEAM, SHOP, date(2020, 1, 1)), ("T2", SHOP, TODAY), (TEAM, Program(Visible("wx9")), TODAY)],
)
async def test_nothing_kept_for_a_button(reading: World, team: str, program: Program, day: date) -> None:
    await reading.keep(SHARES, NOW)
    with pytest.raises(StaleControl):
        await reading.read.kept(team, program, day)


async def test_a_program_that_a_button_names() -> None:
    find = seen_by_all(FakePrograms(SHOP)).existing

    assert await find(Viewpoint(TEAM), SHOP.appid) == SHOP
    with pytest.raises(StaleControl):
        await find(Viewpoint(TEAM), "wx9")


@pytest.mark.parametrize("reason", ["full", "read-only"])
async def test_nothing_can_be_written(reading: World, monkeypatch: pytest.MonkeyPatch, reason: str) -> None:
    """What is kept answers, and the reason is said; with nothing kept it is an error."""
    error = StorageUnavailable(reason=reason)
    monkeypatch.setattr(reading.snapshots, "save", AsyncMock(side_effect=error))
    with pytest.raises(StorageUnavailable):
        await reading.report()
    monkeypatch.undo()
    kept = await reading.keep(OTHER, NOW - 3 * DAY)
    monkeypatch.setattr(reading.snapshots, "save", AsyncMock(side_effect=error))
    report = await reading.report()
    (caveat,) = [each for each in caveats(report) if each.key is Key.STALE]

    assert report.snapshot == kept
    assert report.stale_because is error
    assert caveat_sentence(caveat, texts_for("en")).startswith("New numbers cannot be stored right now.")
