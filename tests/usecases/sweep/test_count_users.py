"""How many people use each program, once a day."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random
from typing import Any, Final

import pytest

from bot.domain.numbers.snapshot import Users, Visible
from bot.errors import (
    BotError,
    StorageUnavailable,
    TicketMissing,
    WeChatBusy,
    WeChatLimited,
    WeChatRefused,
    WeChatUnreachable,
    WeChatUnreadable,
)
from bot.ports.slack import Workspace
from bot.usecases.report.read import HOPELESS
from bot.usecases.sweep.count_users import BATCH, TURN, CountUsers
from bot.usecases.sweep.quota_guard import ReadingTurns
from tests.fakes.installations import FakeWorkspaces
from tests.fakes.storage import FakeUserCounts
from tests.fakes.wechat import FakeUserSource
from tests.uncollected import uncollected
from tests.usecases.digest_world import DAY, HOUR, MINUTE, TEAM
from tests.usecases.sweep_world import BUSY, LIMITED, NOW, TODAY, Fleet, fleet_of, no_delay

YESTERDAY = TODAY - DAY
NOT_READY = WeChatLimited(until=NOW + HOUR, code=61503, errmsg="data not ready", rid="made-up")
REFUSED = WeChatRefused(code=61007, errmsg="api is unauthorized to component", rid="made-up")


class World:
    """A fleet at noon in China, and its count."""

    def __init__(self, fleet: Fleet) -> None:
        self.fleet, self.source, self.moves = fleet, FakeUserSource(), 0
        self.restart()

    def restart(self) -> None:
        counts = self.fleet.snapshots.counts
        self.count = CountUsers(
            self.source,
            counts,
            self.fleet.repositories.daily_work,
            self.fleet.workspaces,
            turns=ReadingTurns(delay=no_delay),
            moved=self._move,
        )

    def _move(self) -> None:
        self.moves += 1

    async def users(self, number: int = 0, team_id: str = TEAM) -> Users | None:
        appid = Visible(self.fleet.appids[number])
        return (await self.fleet.snapshots.users(team_id, [appid], until=TODAY)).get(appid)


async def world_of(count: int) -> World:
    return World(await fleet_of(count))


async def test_once_a_day_after_noon() -> None:
    world = await world_of(3)

    assert [await world.count(now=NOW + ago) for ago in (-HOUR, -MINUTE, timedelta(0))] == [0, 0, 3]
    world.restart()
    assert await world.count(now=NOW + HOUR) == 0
    assert set(world.source.calls) == {(appid, YESTERDAY) for appid in world.fleet.appids}
    assert await world.users() == Users(YESTERDAY, android=1_000)
    assert await world.count(now=NOW + DAY) == 3


async def test_a_fleet_in_batches() -> None:
    """Each batch is progress, so that a long count is not taken for one that hangs."""
    world = await world_of(2 * BATCH + 1)

    assert await world.count(now=NOW) == 2 * BATCH + 1
    assert world.moves == 3


class Refusing(FakeUserSource):
    """Refuses each program by an error of its own, as WeChat's client does."""

    async def users(self, appid: str, day: date) -> Users | None:
        await super().users(appid, day)
        raise WeChatRefused(code=61007, errmsg="api is unauthorized to component", rid="made-up")


async def test_refusals_leave_no_garbage() -> None:
    """The search for it stops the event loop, and each would leave the frames that it came through."""
    world = await world_of(2 * BATCH)
    world.source = Refusing()
    world.restart()
    with uncollected() as left:
        assert await world.count(now=NOW) == 0
    assert left[0] < BATCH


@pytest.mark.parametrize(
    ("error", "noted"),
    [
        (REFUSED, "wechat-refused 61007"),
        (LIMITED, "wechat-limited 45009"),
        (None, "empty"),
    ],
    ids=["no permission", "no quota", "nobody"],
)
async def test_what_is_refused_is_absent_until_tomorrow(error: BotError | None, noted: str) -> None:
    """Without a word to anybody; the reason is noted for doctor, and the last number stays."""
    world = await world_of(1)
    await world.count(now=NOW - DAY)
    world.source.total = None
    world.source.fail_all(error)
    for ago in (0, 3, 8):
        world.restart()
        assert await world.count(now=NOW + ago * HOUR) == 0

    assert len(world.source.calls) == 2
    assert set(world.fleet.snapshots.counts.absent.values()) == {noted}
    assert await world.users() == Users(YESTERDAY - DAY, android=1_000)


@pytest.mark.parametrize(
    ("error", "rest"),
    [
        (NOT_READY, HOUR),
        (BUSY, 10 * MINUTE),
        (WeChatUnreadable(reason="not-json", detail="<html>"), 10 * MINUTE),
        (WeChatUnreachable(host="api.weixin.qq.com", reason="timeout"), 10 * MINUTE),
        (WeChatRefused(code=48001, errmsg="api unauthorized", rid="made-up"), HOUR),
    ],
    ids=["61503", "busy", "a page", "silence", "48001"],
)
async def test_what_comes_later_is_asked_again(error: BotError, rest: timedelta) -> None:
    world = await world_of(2)
    world.source.fail(world.fleet.appids[0], error)

    assert await world.count(now=NOW) == 1
    assert await world.count(now=NOW + rest - MINUTE) == 0
    world.source.fail(world.fleet.appids[0], None)
    assert await world.count(now=NOW + rest) == 1
    assert await world.users() is not None


@pytest.mark.parametrize("error", [NOT_READY, BUSY, TicketMissing(hours=12)], ids=lambda error: error.key)
async def test_it_gives_up_while_wechat_answers_nobody(error: BotError) -> None:
    world = await world_of(5 * HOPELESS)
    world.source.fail_all(error)
    await world.count(now=NOW)
    asked = len(world.source.calls)

    assert asked <= 2 * HOPELESS
    assert await world.count(now=NOW + MINUTE / 2) == 0
    assert len(world.source.calls) == asked
    for minutes in range(1, 60):
        await world.count(now=NOW + minutes * MINUTE)
    assert len(world.source.calls) < 12 * HOPELESS
    world.source.fail_all(None)
    assert await world.count(now=NOW + HOUR + 10 * MINUTE) == 5 * HOPELESS


@pytest.mark.parametrize("first", [0, 100, 280])
async def test_programs_without_an_answer_hold_up_no_others(first: int) -> None:
    world = await world_of(400)
    bad = world.fleet.appids[first : first + 60]
    for appid in bad:
        world.source.fail(appid, NOT_READY)

    counted = [await world.count(now=NOW + minutes * MINUTE) for minutes in range(25)]
    assert sum(counted) == 400 - 60


async def test_workspaces_take_turns() -> None:
    world = await world_of(TURN + BATCH)
    await world.fleet.workspaces.put(Workspace("T2", "Other", "U0BOT"))
    order = list[str]()
    save = world.fleet.snapshots.counts.save

    async def saved(team_id: str, *what: Any) -> None:
        order.append(team_id)
        await save(team_id, *what)

    world.fleet.snapshots.counts.save = saved  # type: ignore[method-assign, assignment]
    assert await world.count(now=NOW) == 2 * (TURN + BATCH)
    assert order == [TEAM] * 20 + ["T2"] * 20 + [TEAM, "T2"]


async def test_a_clock_that_is_set_back() -> None:
    """A rest that was noted by a clock ahead does not last as long as that one went back."""
    world = await world_of(1)
    world.source.fail_all(REFUSED)
    await world.count(now=NOW + 6 * HOUR)
    world.source.fail_all(None)

    assert await world.count(now=NOW) == 1


async def test_one_workspace_does_not_stop_the_next() -> None:
    """The database fails in the first; the second is counted, and the failure is raised."""
    world = await world_of(1)
    await world.fleet.workspaces.put(Workspace("T2", "Other", "U0BOT"))
    kept, failing = world.fleet.programs.all, True

    async def programs(team_id: str) -> object:
        if failing and team_id == TEAM:
            raise StorageUnavailable(reason="connection")
        return await kept(team_id)

    world.fleet.programs.all = programs  # type: ignore[method-assign, assignment]
    with pytest.raises(StorageUnavailable):
        await world.count(now=NOW)
    assert await world.users(team_id="T2") is not None
    failing = False
    assert await world.count(now=NOW) == 1


async def test_a_busy_program_among_many_is_no_outage() -> None:
    world = await world_of(3 * HOPELESS)
    for appid in world.fleet.appids[::4]:
        world.source.fail(appid, WeChatBusy(code=-1, errmsg="", rid=""))

    assert await world.count(now=NOW) == 3 * HOPELESS - len(world.fleet.appids[::4])


SEEDS: Final = range(8)
PROGRAMS: Final = 1_000
TEAMS: Final = ("T1", "T2")
MIDNIGHT: Final = NOW + 12 * HOUR
_GOOD: Final = Users(TODAY - timedelta(days=1), android=1_000)


@dataclass
class Moody:
    """A WeChat whose answer about each program changes through the day, until it settles: then it has the number."""

    random: Random
    now: datetime = NOW
    settles: dict[str, datetime] = field(default_factory=dict)
    """When a program's answer is there; missing: never today."""
    kind: dict[str, int] = field(default_factory=dict)
    calls: dict[str, int] = field(default_factory=dict)

    async def users(self, appid: str, day: date) -> Users | None:
        await asyncio.sleep(0)
        self.calls[appid] = self.calls.get(appid, 0) + 1
        if appid in self.settles and self.now >= self.settles[appid]:
            return Users(day, android=1_000)
        raise self._failures()[self.kind[appid]]

    def _failures(self) -> list[BotError]:
        return [
            WeChatLimited(until=self.now + HOUR, code=61503, errmsg="data not ready", rid="made-up"),
            WeChatUnreadable(reason="not-json", detail="<html>"),
            WeChatUnreadable(reason="not-json", detail='{"list": ['),
            WeChatRefused(code=48001, errmsg="api unauthorized", rid="made-up"),
            WeChatUnreachable(host="api.weixin.qq.com", reason="timeout"),
            WeChatBusy(code=-1, errmsg="system error", rid="made-up"),
        ]


class _Work:
    def __init__(self, fleets: Mapping[str, list[Visible]], counts: FakeUserCounts) -> None:
        self._fleets, self._counts = fleets, counts

    async def uncounted(self, team_id: str, day: date) -> list[Visible]:
        asked = set(self._counts.asked(team_id, day))
        return [appid for appid in self._fleets[team_id] if appid not in asked]


def _moods(random: Random, fleets: Mapping[str, list[Visible]]) -> Moody:
    """Runs of programs with one mood, as a merchant's or an outage's; most settle until an hour before midnight."""
    source = Moody(random)
    for fleet in fleets.values():
        place = 0
        while place < len(fleet):
            kind, length = random.randrange(6), random.choice([1, 5, 42, 60, 300])
            settles = random.choice([NOW, NOW, NOW + random.random() * 10 * HOUR, None])
            for appid in fleet[place : place + length]:
                source.kind[appid] = kind
                if settles is not None:
                    source.settles[appid] = settles
            place += length
    return source


@pytest.mark.parametrize("seed", SEEDS)
async def test_who_can_be_counted_is_counted_by_midnight(seed: int) -> None:
    """Of two workspaces with a thousand programs each; nobody is asked more than six times an hour."""
    random = Random(seed)  # noqa: S311 - a model's
    fleets = {team: [Visible(f"wx{team}{number:04}") for number in range(PROGRAMS)] for team in TEAMS}
    source, counts, workspaces = _moods(random, fleets), FakeUserCounts(), FakeWorkspaces()
    for team in TEAMS:
        await workspaces.put(Workspace(team, team, "U0BOT"))
    count = CountUsers(source, counts, _Work(fleets, counts), workspaces, turns=ReadingTurns(delay=no_delay))  # type: ignore[arg-type]
    while source.now < MIDNIGHT:
        await count(now=source.now)
        source.now += MINUTE
    can = {team: [appid for appid in fleet if appid in source.settles] for team, fleet in fleets.items()}

    for team, appids in can.items():
        assert [appid for appid in appids if counts.newest(team, appid, TODAY) != _GOOD] == []
    assert max(source.calls.values()) <= 6 * 12
