"""WeChat's public numbers, once a day."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import pytest

from bot.errors import BotError, WeChatBusy, WeChatUnreachable, WeChatUnreadable
from bot.usecases.sweep.sync_provided import SyncPublicData
from tests.domain.build import TODAY, public_snapshot_of
from tests.fakes.fleet import FakeSyncs
from tests.fakes.public import FakePublicSnapshots, FakePublicSource
from tests.usecases.digest_world import HOUR, MINUTE

NOW = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
MIDNIGHT = datetime(2026, 11, 23, 16, 0, tzinfo=UTC)
"""Of the Chinese day after."""
NUMBERS = public_snapshot_of({"3.15.0": "84", "3.8.0": "15.9"})
UNREACHABLE = WeChatUnreachable(host="mp.weixin.qq.com", reason="timeout")


class World:
    """The source, the stores, and what keeps."""

    def __init__(self) -> None:
        self.source = FakePublicSource(NUMBERS)
        self.snapshots = FakePublicSnapshots()
        self.syncs = FakeSyncs()
        self.keep = SyncPublicData(self.source, self.snapshots, self.syncs)

    def restart(self) -> None:
        self.keep = SyncPublicData(self.source, self.snapshots, self.syncs)


@pytest.fixture
def world() -> World:
    """A source that answers, and nothing kept yet."""
    return World()


async def test_it_is_asked_once_a_chinese_day(world: World) -> None:
    """However often and by whatever process; anew at midnight in China."""
    kept = []
    for now in (NOW, NOW + MINUTE, MIDNIGHT - MINUTE, MIDNIGHT, MIDNIGHT + MINUTE):
        kept.append(await world.keep(now=now))
        world.restart()

    assert kept == [True, False, False, True, False]
    assert world.source.calls == 2
    assert await world.snapshots.latest() == NUMBERS


async def test_numbers_of_yesterday_are_no_reason_to_ask_again(world: World) -> None:
    """In the morning WeChat may show the day before's; it is kept as that day's."""
    world.source.says = public_snapshot_of({"3.15.0": "84", "3.8.0": "15.9"}, TODAY.replace(day=22))
    await world.keep(now=NOW)
    await world.keep(now=NOW + 2 * HOUR)

    assert world.source.calls == 1
    assert [each.day.day for each in await world.snapshots.since(TODAY.replace(day=1))] == [22]


@pytest.mark.parametrize(
    "error",
    [UNREACHABLE, WeChatUnreadable(reason="shape", detail="no total"), WeChatBusy(code=-1, errmsg="", rid="")],
    ids=lambda error: error.key,
)
async def test_a_failure_is_silent_and_followed_by_an_hour_of_rest(world: World, error: BotError) -> None:
    """No notice, kept numbers stay, and other processes do not ask sooner."""
    await world.snapshots.save(NUMBERS)
    world.source.says = error
    assert await world.keep(now=NOW) is False
    world.restart()
    await world.keep(now=NOW + HOUR - MINUTE)
    assert world.source.calls == 1
    assert await world.snapshots.latest() == NUMBERS

    world.source.says = NUMBERS
    assert await world.keep(now=NOW + HOUR) is True


async def test_a_process_that_dies_over_it_is_not_followed_by_one_that_asks_at_once(world: World) -> None:
    """Whatever killed it would kill the next one, too, minute after minute."""
    world.source.dies = True
    with pytest.raises(RuntimeError):
        await world.keep(now=NOW)
    world.restart()
    await world.keep(now=NOW + MINUTE)

    assert world.source.calls == 1


async def test_a_clock_that_was_set_back_does_not_stop_it(world: World) -> None:
    """Neither after a success nor after a failure."""
    world.source.says = UNREACHABLE
    await world.keep(now=NOW + 5 * HOUR)
    world.source.says = NUMBERS

    assert await world.keep(now=NOW) is True


async def test_of_two_replicas_one_asks(world: World) -> None:
    """The other does not wait, and later finds it done."""
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
    kept = await asyncio.gather(*(replica(now=NOW) for replica in replicas))

    assert sorted(kept) == [False, False, True]
    assert world.source.calls == 1
