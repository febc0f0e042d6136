"""The provider's own list of programs, read again and again."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import pytest

from bot.domain.programs import AuthStatus, ProvidedProgram
from bot.errors import BotError, ProgramListRefused, WeChatBusy, WeChatUnreachable, WeChatUnreadable
from bot.ports.programs import KeptProgram
from bot.ports.slack import Workspace
from bot.usecases.programs.visible import HomeWorkspace
from bot.usecases.sweep.progress import SyncResult
from bot.usecases.sweep.sync_provided import SyncProvided, SyncPublicData
from tests.domain.build import TODAY, public_snapshot_of
from tests.fakes.fleet import FakeKeptPrograms, FakeSyncs
from tests.fakes.installations import FakeWorkspaces
from tests.fakes.public import FakePublicSnapshots, FakePublicSource
from tests.usecases.digest_world import HOUR, MINUTE

NOW = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)
LATER, LATER_STILL = NOW + 15 * MINUTE, NOW + 30 * MINUTE
SHOP = ProvidedProgram("wx1", "云上商城", "shop", ("food", "vip"))
CAFE = ProvidedProgram("wx2", "Café", "cafe")
NEWS = ProvidedProgram("wx3")


class FakeList:
    def __init__(self, *programs: ProvidedProgram) -> None:
        self.programs = list(programs)
        self.error: BotError | None = None

    async def all(self) -> Sequence[ProvidedProgram]:
        if self.error:
            raise self.error
        return self.programs


class CountingPrograms(FakeKeptPrograms):
    writes = 0
    broken = ""

    async def put(self, team_id: str, programs: Sequence[KeptProgram]) -> None:
        if team_id == self.broken:
            raise ValueError("a workspace")
        self.writes += 1
        await super().put(team_id, programs)


class World:
    """The list, the stores, and what brings them in line."""

    def __init__(self, *programs: ProvidedProgram) -> None:
        self.list = FakeList(*programs)
        self.kept = CountingPrograms()
        self.workspaces = FakeWorkspaces()
        self.sync = SyncProvided(self.list, self.kept, HomeWorkspace(self.workspaces), FakeSyncs())

    async def names(self, team_id: str = "T1") -> list[str]:
        return [program.appid for program in await self.kept.all(team_id)]


async def world_of(*programs: ProvidedProgram) -> World:
    world = World(*programs)
    await world.workspaces.put(Workspace("T1", "Home", "UBOT"))
    await world.workspaces.put(Workspace("T2", "Other", "UBOT"))
    return world


async def test_what_is_listed_is_kept_in_the_home_workspace() -> None:
    world = await world_of(SHOP, CAFE, NEWS)
    await world.kept.put("T2", [KeptProgram("wx2", principal="Ltd", added_at=NOW - 60 * MINUTE)])

    sync = await world.sync(now=NOW)

    assert (sync.result, sync.listed, sync.added) == (SyncResult.DONE, 3, 2)
    assert await world.names() == ["wx1", "wx3"]
    assert await world.kept.get("T1", "wx1") == KeptProgram(
        "wx1", "云上商城", added_at=NOW, checked_at=NOW, listed_alias="shop", listed_tags=("food", "vip")
    )
    assert await world.kept.get("T2", "wx2") == KeptProgram(
        "wx2", "Café", "Ltd", added_at=NOW - 60 * MINUTE, checked_at=NOW, listed_alias="cafe"
    )


async def test_a_list_that_says_the_same_changes_nothing() -> None:
    world = await world_of(SHOP, CAFE)
    await world.sync(now=NOW)
    before = world.kept.writes

    sync = await world.sync(now=LATER)

    assert world.kept.writes == before
    assert (sync.added, sync.revoked) == (0, 0)


async def test_new_names_are_taken_over() -> None:
    world = await world_of(SHOP)
    await world.sync(now=NOW)
    world.list.programs = [ProvidedProgram("wx1", "Shop", "store")]

    await world.sync(now=LATER)

    kept = await world.kept.get("T1", "wx1")
    assert kept is not None
    assert (kept.nickname, kept.listed_alias, kept.listed_tags, kept.added_at) == ("Shop", "store", (), NOW)


async def test_what_is_no_longer_listed_is_left_alone_until_it_comes_back() -> None:
    world = await world_of(SHOP, CAFE)
    await world.sync(now=NOW)
    world.list.programs = [CAFE]

    assert (await world.sync(now=LATER)).revoked == 1
    assert (await world.sync(now=LATER_STILL)).revoked == 0
    assert await world.kept.statuses("T1") == {"wx1": AuthStatus.REVOKED}
    gone = await world.kept.get("T1", "wx1")
    assert gone is not None
    assert (gone.nickname, gone.listed_alias) == ("云上商城", "")

    world.list.programs = [SHOP, CAFE]
    await world.sync(now=LATER_STILL + 15 * MINUTE)
    back = await world.kept.get("T1", "wx1")
    assert await world.kept.statuses("T1") == {}
    assert back is not None
    assert (back.listed_alias, back.added_at) == ("shop", NOW)


async def test_what_a_person_could_still_read_is_off_the_list_all_the_same() -> None:
    world = await world_of(SHOP, CAFE)
    await world.sync(now=NOW)
    world.list.programs = [CAFE]
    await world.sync(now=LATER)
    await world.kept.set_status("T1", "wx1", AuthStatus.READABLE, now=LATER)

    await world.sync(now=LATER_STILL)

    assert await world.kept.statuses("T1") == {"wx1": AuthStatus.REVOKED}


async def test_what_wechat_says_of_a_listed_program_stays() -> None:
    world = await world_of(SHOP)
    await world.sync(now=NOW)
    await world.kept.set_status("T1", "wx1", AuthStatus.REVOKED, now=NOW)

    await world.sync(now=LATER)

    assert await world.kept.statuses("T1") == {"wx1": AuthStatus.REVOKED}


@pytest.mark.parametrize(
    "error",
    [ProgramListRefused(reason="row", detail="row 2: appid"), WeChatUnreachable(host="h.example", reason="timeout")],
)
async def test_a_list_that_cannot_be_read_changes_nothing(error: BotError) -> None:
    world = await world_of(SHOP)
    await world.sync(now=NOW)
    world.list.error = error

    sync = await world.sync(now=LATER)

    assert (sync.result, sync.stopped_by) == (SyncResult.STOPPED, error)
    assert await world.kept.statuses("T1") == {}


async def test_an_empty_list_is_not_believed() -> None:
    world = await world_of()
    assert (await world.sync(now=NOW)).result is SyncResult.DONE
    world.list.programs = [SHOP]
    await world.sync(now=LATER)
    world.list.programs = []

    sync = await world.sync(now=LATER_STILL)

    assert sync.stopped_by is not None
    assert sync.stopped_by.params["reason"] == "empty"
    assert await world.kept.statuses("T1") == {}


async def test_it_is_read_every_quarter_of_an_hour() -> None:
    world = await world_of(SHOP)
    await world.sync(now=NOW)
    assert (await world.sync(now=LATER - MINUTE)).result is SyncResult.IDLE
    assert (await world.sync(now=LATER - MINUTE, anew=True)).result is SyncResult.DONE

    world.list.error = ProgramListRefused(reason="status", detail="HTTP 500")
    await world.sync(now=LATER_STILL)
    assert (await world.sync(now=LATER_STILL + MINUTE)).result is SyncResult.IDLE
    assert (await world.sync(now=LATER_STILL + 15 * MINUTE)).result is SyncResult.STOPPED


async def test_without_a_workspace_and_beside_others_nothing_is_read() -> None:
    assert (await World(SHOP).sync(now=NOW)).result is SyncResult.NO_WORKSPACE
    world = await world_of(SHOP)

    @asynccontextmanager
    async def held(_name: str) -> AsyncIterator[bool]:
        yield False

    beside = SyncProvided(world.list, world.kept, HomeWorkspace(world.workspaces), FakeSyncs(), held)
    assert (await beside(now=NOW)).result is SyncResult.ELSEWHERE
    assert await world.names() == []


async def test_a_workspace_whose_programs_cannot_be_written() -> None:
    """Others are brought in line; the list counts as unread, so the next call retries."""
    world = await world_of(SHOP, CAFE)
    await world.kept.put("T1", [KeptProgram("wx1")])
    await world.kept.put("T2", [KeptProgram("wx2")])
    world.kept.broken = "T1"
    with pytest.raises(ValueError, match="a workspace"):
        await world.sync(now=NOW)
    assert [program.nickname for program in await world.kept.all("T2")] == ["Café"]

    world.kept.broken = ""
    assert (await world.sync(now=NOW + MINUTE)).result is SyncResult.DONE
    assert [program.nickname for program in await world.kept.all("T1")] == ["云上商城"]


SYNC_PUBLIC_DATA_NOW = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
MIDNIGHT = datetime(2026, 11, 23, 16, 0, tzinfo=UTC)
NUMBERS = public_snapshot_of({"3.15.0": "84", "3.8.0": "15.9"})
UNREACHABLE = WeChatUnreachable(host="mp.weixin.qq.com", reason="timeout")


class SyncPublicDataWorld:
    def __init__(self) -> None:
        self.source = FakePublicSource(NUMBERS)
        self.snapshots = FakePublicSnapshots()
        self.syncs = FakeSyncs()
        self.keep = SyncPublicData(self.source, self.snapshots, self.syncs)

    def restart(self) -> None:
        self.keep = SyncPublicData(self.source, self.snapshots, self.syncs)


@pytest.fixture
def world() -> SyncPublicDataWorld:
    return SyncPublicDataWorld()


async def test_it_is_asked_once_a_chinese_day(world: SyncPublicDataWorld) -> None:
    kept = []
    for now in (SYNC_PUBLIC_DATA_NOW, SYNC_PUBLIC_DATA_NOW + MINUTE, MIDNIGHT - MINUTE, MIDNIGHT, MIDNIGHT + MINUTE):
        kept.append(await world.keep(now=now))
        world.restart()

    assert kept == [True, False, False, True, False]
    assert world.source.calls == 2
    assert await world.snapshots.latest() == NUMBERS


async def test_numbers_of_yesterday_are_no_reason_to_ask_again(world: SyncPublicDataWorld) -> None:
    """In the morning WeChat may show the day before's; it is kept as that day's."""
    world.source.says = public_snapshot_of({"3.15.0": "84", "3.8.0": "15.9"}, TODAY.replace(day=22))
    await world.keep(now=SYNC_PUBLIC_DATA_NOW)
    await world.keep(now=SYNC_PUBLIC_DATA_NOW + 2 * HOUR)

    assert world.source.calls == 1
    assert [each.day.day for each in await world.snapshots.since(TODAY.replace(day=1))] == [22]


@pytest.mark.parametrize(
    "error",
    [UNREACHABLE, WeChatUnreadable(reason="shape", detail="no total"), WeChatBusy(code=-1, errmsg="", rid="")],
    ids=lambda error: error.key,
)
async def test_a_failure_is_silent_and_followed_by_an_hour_of_rest(world: SyncPublicDataWorld, error: BotError) -> None:
    await world.snapshots.save(NUMBERS)
    world.source.says = error
    assert await world.keep(now=SYNC_PUBLIC_DATA_NOW) is False
    world.restart()
    await world.keep(now=SYNC_PUBLIC_DATA_NOW + HOUR - MINUTE)
    assert world.source.calls == 1
    assert await world.snapshots.latest() == NUMBERS

    world.source.says = NUMBERS
    assert await world.keep(now=SYNC_PUBLIC_DATA_NOW + HOUR) is True


async def test_a_process_that_dies_over_it_is_not_followed_by_one_that_asks_at_once(world: SyncPublicDataWorld) -> None:
    world.source.dies = True
    with pytest.raises(RuntimeError):
        await world.keep(now=SYNC_PUBLIC_DATA_NOW)
    world.restart()
    await world.keep(now=SYNC_PUBLIC_DATA_NOW + MINUTE)

    assert world.source.calls == 1


async def test_a_clock_that_was_set_back_does_not_stop_it(world: SyncPublicDataWorld) -> None:
    world.source.says = UNREACHABLE
    await world.keep(now=SYNC_PUBLIC_DATA_NOW + 5 * HOUR)
    world.source.says = NUMBERS

    assert await world.keep(now=SYNC_PUBLIC_DATA_NOW) is True


async def test_of_two_replicas_one_asks(world: SyncPublicDataWorld) -> None:
    held = asyncio.Lock()

    @asynccontextmanager
    async def only_one(name: str) -> AsyncIterator[bool]:
        assert name == "public"
        if held.locked():
            yield False
        else:
            async with held:
                await asyncio.sleep(0)
                yield True

    replicas = [SyncPublicData(world.source, world.snapshots, world.syncs, only_one) for _ in range(3)]
    kept = await asyncio.gather(*(replica(now=SYNC_PUBLIC_DATA_NOW) for replica in replicas))

    assert sorted(kept) == [False, False, True]
    assert world.source.calls == 1
