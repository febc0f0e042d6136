"""Cached results are never older than what is kept."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.numbers.distribution import Distribution
from bot.domain.numbers.public import PublicSnapshot
from bot.domain.numbers.snapshot import Snapshot, Visible
from bot.domain.programs import Program
from bot.domain.report import Report
from bot.domain.retention import expired_days
from bot.domain.trend_history import History, history_of
from bot.errors import StorageUnavailable
from bot.lib.cache import VersionedCache
from bot.usecases.report.kept_reports import ReadHistory, ReadPublicHistory
from bot.usecases.report.public_numbers import JudgeAgain
from tests.domain.build import TODAY, snapshot_of, v
from tests.fakes.everything import Fakes
from tests.fakes.public import FakePublicSnapshots
from tests.fakes.storage import CountedSnapshots, FakeSnapshots, FakeUnjudgedNumbers

TEAM, APPID = "T1", "wx1"
DAY = timedelta(days=1)
HALF = Decimal("0.5")


def kept(percent: int, ago: int = 0, *, taken: int = 0, appid: str = APPID) -> Snapshot:
    """So many are on the newest version; `taken`: minutes after noon."""
    found = snapshot_of({"3.2.0": percent, "3.1.0": 100 - percent}, TODAY - ago * DAY, appid=appid)
    return replace(found, taken_at=found.taken_at + timedelta(minutes=taken))


class Reader:
    """Reads the history up to the newest snapshot of a day."""

    def __init__(self, snapshots: FakeSnapshots, read: ReadHistory | None = None) -> None:
        self.snapshots = snapshots
        self.read = read or ReadHistory(snapshots)

    async def __call__(self, team_id: str, appid: str, *, until: date) -> History:
        newest = await FakeSnapshots.newest(self.snapshots, team_id, [appid], before=until + DAY)
        _, history = await self.read(team_id, Report(Program(Visible(appid)), newest[appid]))
        return history


async def test_what_is_kept_is_read_once() -> None:
    snapshots = CountedSnapshots()
    read = Reader(snapshots)
    await snapshots.save(TEAM, [kept(60, 1), kept(50)])
    await snapshots.save("T2", [kept(10)])
    first = await read(TEAM, APPID, until=TODAY)

    assert await read(TEAM, APPID, until=TODAY) is first
    assert snapshots.reads == 1
    assert first.sound == (kept(60, 1), kept(50))
    assert (await read("T2", APPID, until=TODAY)).sound == (kept(10),)


async def test_a_new_snapshot_shows() -> None:
    snapshots = FakeSnapshots()
    read = Reader(snapshots)
    await snapshots.save(TEAM, [kept(60, 1)])
    assert len((await read(TEAM, APPID, until=TODAY)).sound) == 1
    for saved in (kept(50), kept(40, taken=1), kept(70, 1, taken=1), kept(80, 2)):
        await snapshots.save(TEAM, [saved])
        assert saved in (await read(TEAM, APPID, until=TODAY)).sound


async def test_a_snapshot_that_is_thinned_out_goes() -> None:
    snapshots = FakeSnapshots()
    read = Reader(snapshots)
    every = [kept(60, ago) for ago in range(129, 2, -1)]
    await snapshots.save(TEAM, every)
    before = await read(TEAM, APPID, until=TODAY)
    gone = expired_days([each.day for each in every], today=TODAY)
    snapshots.forget(TEAM, APPID)
    await snapshots.save(TEAM, [each for each in every if each.day not in gone])

    assert (await read(TEAM, APPID, until=TODAY)).weekly != before.weekly


async def test_later_snapshots_are_not_looked_at() -> None:
    snapshots = CountedSnapshots()
    read = Reader(snapshots)
    await snapshots.save(TEAM, [kept(60, 1)])
    yesterday = await read(TEAM, APPID, until=TODAY - DAY)
    await snapshots.save(TEAM, [kept(50)])

    assert await read(TEAM, APPID, until=TODAY - DAY) is yesterday
    assert snapshots.reads == 1
    assert len((await read(TEAM, APPID, until=TODAY)).sound) == 2


async def test_twenty_weeks_are_looked_at() -> None:
    snapshots = FakeSnapshots()
    await snapshots.save(TEAM, [kept(100, 141), kept(100, 140), kept(50)])
    history = await Reader(snapshots)(TEAM, APPID, until=TODAY)

    assert [each.day for each in history.left_out] == [TODAY - 140 * DAY]


async def test_only_so_many_are_remembered() -> None:
    snapshots = CountedSnapshots()
    read = Reader(snapshots, ReadHistory(snapshots, VersionedCache(2)))
    for appid in ("wx1", "wx2", "wx3"):
        await snapshots.save(TEAM, [kept(60, appid=appid)])
    for appid in ("wx1", "wx2", "wx1", "wx3", "wx1"):
        await read(TEAM, appid, until=TODAY)
    assert snapshots.reads == 3
    await read(TEAM, "wx2", until=TODAY)
    assert snapshots.reads == 4


changes = st.lists(st.tuples(st.integers(0, 5), st.integers(1, 99)), max_size=20)


@given(changes)
async def test_it_is_never_stale(saved: list[tuple[int, int]]) -> None:
    snapshots = FakeSnapshots()
    read = Reader(snapshots)
    for number, (ago, percent) in enumerate(saved):
        await snapshots.save(TEAM, [kept(percent, ago, taken=number)])
        assert await read(TEAM, APPID, until=TODAY) == history_of(await snapshots.since(TEAM, APPID, date.min))


def published(day: date, *, taken: int = 0) -> PublicSnapshot:
    """Half of the users are on each of two versions."""
    moment = datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(minutes=taken)
    half = Distribution.of(((v("3.2.0"), HALF), (v("3.1.0"), HALF)))
    return PublicSnapshot(day, moment, moment, half)


async def test_public_numbers_are_judged_once() -> None:
    public = FakePublicSnapshots(published(TODAY - DAY))
    read = ReadPublicHistory(public)
    first = await read(until=TODAY)

    assert await read(until=TODAY) is first
    for saved in (published(TODAY), published(TODAY, taken=1)):
        await public.save(saved)
        assert (await read(until=TODAY))[-1] == saved


async def test_public_numbers_that_look_wrong_are_left_out() -> None:
    short = replace(published(TODAY), total=Distribution.of(((v("3.2.0"), HALF),), unreported=HALF))

    assert await ReadPublicHistory(FakePublicSnapshots(published(TODAY - DAY), short))(until=TODAY) == [
        published(TODAY - DAY)
    ]
    assert not await ReadPublicHistory(FakePublicSnapshots())(until=TODAY)


NOW = datetime(2026, 11, 23, 5, tzinfo=UTC)
APPIDS = [Visible(f"wx{number:02d}") for number in range(30)]
BROKEN = APPIDS[3]
OF_ALL = "all of WeChat at 05:00"


class Waiting(FakeUnjudgedNumbers):
    def __init__(self, snapshots: FakeSnapshots) -> None:
        super().__init__(snapshots)
        self.waiting = set(APPIDS)

    async def unjudged(self, team_id: str, turn: str, *, limit: int) -> Sequence[Visible]:
        del team_id, turn
        return sorted(self.waiting)[:limit]


class Judging(FakeSnapshots):
    """Judges all but one program, and nothing of a batch that it is in."""

    error: Exception = ValueError("a fault")

    def bind(self, unjudged: Waiting) -> None:
        self.unjudged = unjudged

    async def judge_again(self, team_id: str, appids: Collection[str]) -> None:
        del team_id
        if BROKEN in appids:
            raise self.error
        self.unjudged.waiting -= set(appids)


async def judged(error: Exception) -> tuple[set[Visible], list[str]]:
    """Judge in the background; who still waits, and whose alerts were judged."""
    fakes, alerts = Fakes(), list[str]()
    await fakes.install("T1")
    snapshots = Judging()
    unjudged = Waiting(snapshots)
    snapshots.bind(unjudged)
    snapshots.error = error

    async def judge_alerts(team_id: str, *, now: datetime) -> None:
        del now
        alerts.append(team_id)

    async def judge_public(*, now: datetime) -> None:
        alerts.append(f"all of WeChat at {now:%H:%M}")

    judge = JudgeAgain(snapshots, unjudged, fakes.public_snapshots, fakes.workspaces, judge_alerts, judge_public)
    with pytest.raises(type(error)):
        await judge(now=NOW)
    return unjudged.waiting, alerts


async def test_one_that_cannot_be_judged() -> None:
    """All others are, and the alerts, those about all of WeChat among them; the failure is raised when all is done."""
    assert await judged(ValueError("a fault")) == ({BROKEN}, ["T1", OF_ALL])


async def test_without_the_database_nothing_is_tried_alone() -> None:
    waiting, alerts = await judged(StorageUnavailable(reason="locked"))
    assert len(waiting) == len(APPIDS)
    assert alerts == [OF_ALL]
