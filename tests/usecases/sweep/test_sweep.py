"""The daily sweep: a snapshot of every program, in bounded memory, whatever fails."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal

import pytest

from bot.domain.numbers.snapshot import Visible
from bot.domain.numbers.version import NO_PIN, Feed, Meaning, Pin, Reason, Scale
from bot.domain.programs import Program
from bot.errors import (
    BotError,
    StorageUnavailable,
    TokenServiceRefused,
    WeChatBusy,
    WeChatLimited,
    WeChatRefused,
    WeChatUnreachable,
    WeChatUnreadable,
)
from bot.ports.slack import Workspace
from bot.usecases.report.read import take_snapshot
from tests.fakes.programs import FakePrograms
from tests.fakes.wechat import SHARES, FakeSource, feed
from tests.usecases.digest_world import DAY, HOUR, MINUTE, TEAM
from tests.usecases.sweep_world import NOW, TODAY, Fleet, fleet_of


async def test_every_program_is_kept_once_a_day() -> None:
    fleet = await fleet_of(123)

    sweeps = await fleet.keep(now=NOW)
    assert await fleet.read_today() == fleet.appids
    assert sweeps[TEAM].kept == 123

    await fleet.keep(now=NOW + 5 * MINUTE)
    assert len(fleet.source.calls) == 123

    await fleet.keep(now=NOW + DAY)
    assert len(fleet.source.calls) == 246


async def test_only_what_is_missing_is_read() -> None:
    fleet = await fleet_of(3)
    await fleet.snapshots.save(
        TEAM, [take_snapshot(Visible(fleet.appids[1]), SHARES, pin=NO_PIN, remembered=None, now=NOW)]
    )

    await fleet.keep(now=NOW)

    assert sorted(fleet.source.calls) == [fleet.appids[0], fleet.appids[2]]


class _SlowFirst(FakeSource):
    """The first reading takes twenty minutes; meanwhile somebody asks about the second program."""

    def __init__(self, fleet: Fleet) -> None:
        super().__init__(default=SHARES)
        self._passed, self._fleet = 0 * MINUTE, fleet

    def seconds(self) -> float:
        return self._passed.total_seconds()

    async def read(self, appid: str) -> Feed:
        if not self.calls:
            second = Visible(self._fleet.appids[1])
            asked = take_snapshot(second, SHARES, pin=NO_PIN, remembered=None, now=NOW + 15 * MINUTE)
            await self._fleet.snapshots.save(TEAM, [asked])
            self._passed = 20 * MINUTE
            self.set_minimum(second, "3.6.4")
        return await super().read(appid)


async def test_a_snapshot_has_the_moment_when_it_was_read() -> None:
    """Not when the sweep began: what was asked in between is older, and is replaced."""
    fleet = await fleet_of(2)
    fleet.source = slow = _SlowFirst(fleet)
    fleet.restart(seconds=slow.seconds)
    await fleet.keep(now=NOW)
    first, second = [await fleet.snapshots.latest(TEAM, appid) for appid in fleet.appids]

    assert first
    assert second
    assert (first.taken_at, second.taken_at) == (NOW, NOW + 20 * MINUTE)
    assert second.feed.minimum == "3.6.4" != first.feed.minimum


async def test_ten_in_flight_and_batches_of_about_a_hundred() -> None:
    fleet = await fleet_of(1000)

    await fleet.keep(now=NOW)

    assert fleet.source.most_in_flight == 10
    assert sum(fleet.snapshots.batches) == 1000
    assert 100 <= max(fleet.snapshots.batches) <= 110
    assert len(fleet.snapshots.batches) <= 11
    assert fleet.snapshots.looked_up == fleet.snapshots.batches


class BrokenPrograms(FakePrograms):
    async def all(self, team_id: str) -> Sequence[Program]:
        if team_id == "T0":
            raise ValueError("a row that no code can read")
        return await super().all(team_id)


async def test_one_workspace_does_not_stop_the_others() -> None:
    fleet = Fleet(3, known=BrokenPrograms)
    for team_id in ("T0", TEAM):
        await fleet.install(team_id)

    with pytest.raises(ValueError, match="no code can read"):
        await fleet.keep(now=NOW)

    assert await fleet.read_today() == fleet.appids


class WatchfulSource(FakeSource):
    most_tasks = 0

    async def read(self, appid: str) -> Feed:
        self.most_tasks = max(self.most_tasks, len(asyncio.all_tasks()))
        return await super().read(appid)


async def test_thousands_of_programs_are_not_thousands_of_tasks() -> None:
    fleet = Fleet(2000)
    fleet.source = watchful = WatchfulSource(default=SHARES)
    fleet.restart()
    await fleet.install()

    await fleet.keep(now=NOW)

    assert len(await fleet.read_today()) == 2000
    assert watchful.most_tasks <= 13


@pytest.mark.parametrize(
    ("error", "rests"),
    [
        (WeChatRefused(code=61007, errmsg="api is unauthorized", rid="made-up"), HOUR),
        (TokenServiceRefused(status=403), HOUR),
        (WeChatBusy(code=-1, errmsg="system error", rid="made-up"), 10 * MINUTE),
        (WeChatUnreadable(reason="not-json", detail=""), 10 * MINUTE),
        (
            WeChatLimited(until=NOW + 7 * HOUR, code=45009, errmsg="reach max api daily quota limit", rid="made-up"),
            7 * HOUR,
        ),
    ],
    ids=lambda value: getattr(value, "key", None),
)
async def test_a_program_that_fails_is_left_alone_for_a_while(error: BotError, rests: timedelta) -> None:
    fleet = await fleet_of(3)
    fleet.source.fail(fleet.appids[0], error)

    sweeps = await fleet.keep(now=NOW)
    assert await fleet.read_today() == fleet.appids[1:]
    assert (sweeps[TEAM].kept, dict(sweeps[TEAM].failed.keys)) == (2, {error.key: 1})

    fleet.source.fail(fleet.appids[0], None)
    await fleet.keep(now=NOW + rests - MINUTE)
    assert fleet.source.calls.count(fleet.appids[0]) == 1

    await fleet.keep(now=NOW + rests)
    assert await fleet.read_today() == fleet.appids


async def test_wechat_down_does_not_take_all_night() -> None:
    fleet = await fleet_of(500)
    fleet.source.fail_all(WeChatUnreachable(host="api.weixin.qq.com", reason="timeout"))

    sweeps = await fleet.keep(now=NOW)
    assert sweeps[TEAM].gave_up
    assert 50 <= len(fleet.source.calls) < 70

    fleet.source.fail_all(None)
    await fleet.keep(now=NOW + 5 * MINUTE)
    assert len(await fleet.read_today()) == 500 - sweeps[TEAM].failed.keys["wechat-unreachable"]

    await fleet.keep(now=NOW + 10 * MINUTE)
    assert await fleet.read_today() == fleet.appids


async def test_many_scattered_failures_do_not_stop_the_sweep() -> None:
    fleet = await fleet_of(300)
    for appid in fleet.appids[::3]:
        fleet.source.fail(appid, WeChatRefused(code=61007, errmsg="api is unauthorized", rid="made-up"))

    sweeps = await fleet.keep(now=NOW)

    assert not sweeps[TEAM].gave_up
    assert (sweeps[TEAM].kept, sweeps[TEAM].failed.keys["wechat-refused"]) == (200, 100)


async def test_what_earlier_numbers_proved_is_remembered() -> None:
    fleet = await fleet_of(2)
    climbing = feed({"2.0.0": "0.3", "2.1.0": "0.4", "3.0.0": "0.45"})
    proved = take_snapshot(Visible(fleet.appids[0]), climbing, pin=NO_PIN, remembered=None, now=NOW - DAY)
    assert proved.reading.meaning is Meaning.BELOW
    await fleet.snapshots.save(TEAM, [proved])
    unclear = feed({"2.0.0": "0.1", "2.1.0": "0.2"})
    for appid in fleet.appids:
        fleet.source.set(appid, unclear)

    await fleet.keep(now=NOW)

    remembering, blank = [await fleet.snapshots.on(TEAM, appid, TODAY) for appid in fleet.appids]
    assert remembering is not None
    assert (remembering.reading.meaning, remembering.reading.reason) == (Meaning.BELOW, Reason.REMEMBERED)
    assert blank is not None
    assert blank.reading.meaning is Meaning.UNDETERMINED


async def test_a_pinned_meaning_holds_for_the_sweep() -> None:
    fleet = await fleet_of(1, pin=Pin(Meaning.BELOW, Scale.FRACTION))
    fleet.source.set(fleet.appids[0], feed({"2.0.0": "0.1", "2.1.0": "0.2"}))

    await fleet.keep(now=NOW)

    snapshot = await fleet.snapshots.on(TEAM, fleet.appids[0], TODAY)
    assert snapshot is not None
    assert snapshot.reading.reason is Reason.PINNED
    assert snapshot.feed.items[0].value == Decimal("0.1")


async def test_each_workspace_keeps_its_own() -> None:
    fleet = await fleet_of(2)
    await fleet.install("T2")
    await fleet.workspaces.put(Workspace("T3", "Gone", "UBOT", ended=True))

    sweeps = await fleet.keep(now=NOW)

    assert set(sweeps) == {TEAM, "T2"}
    assert await fleet.read_today("T2") == fleet.appids
    assert await fleet.read_today("T3") == []


async def test_a_database_that_refuses_stops_the_sweep() -> None:
    """Reading on would be useless; the error comes out, and the next sweep starts over."""
    fleet = await fleet_of(1500)
    fleet.snapshots.error = StorageUnavailable(reason="locked")

    with pytest.raises(StorageUnavailable):
        await fleet.keep(now=NOW)
    assert len(fleet.source.calls) < 1200

    fleet.snapshots.error = None
    await fleet.keep(now=NOW + 5 * MINUTE)
    assert await fleet.read_today() == fleet.appids


async def test_nothing_to_keep() -> None:
    assert await Fleet(3).keep(now=NOW) == {}
    fleet = await fleet_of(0)

    assert (await fleet.keep(now=NOW))[TEAM].kept == 0
    assert fleet.snapshots.batches == []
