"""Alerts about all of WeChat: set like any other, judged on the day's public numbers."""

from datetime import timedelta

import pytest

from bot.assembly.reading import judge_alerts
from bot.domain.access import Viewpoint
from bot.domain.numbers.public import PublicSnapshot
from bot.domain.numbers.snapshot import snapshot_day
from bot.domain.programs import ALL_OF_WECHAT
from bot.errors import AllOfWeChatUnset
from bot.usecases.alerts.judge import JudgePublicNumbers
from bot.usecases.sweep.sync_provided import SyncPublicData
from tests.domain.build import public_snapshot_of
from tests.fakes.programs import FakePrograms
from tests.fakes.public import FakePublicSource
from tests.usecases.alert_world import CHANNEL, NOW, SHOP, TEAM, USER, WEEK, AlertWorld


def losing(percent: str, weeks: int = 0) -> PublicSnapshot:
    """So many percent of all users are below 3.0.0, so many weeks later."""
    shares = {"2.9.0": percent, "3.0.0": str(60 - float(percent)), "3.8.0": "40"}
    return public_snapshot_of(shares, snapshot_day(NOW + weeks * WEEK))


@pytest.fixture
def published() -> FakePublicSource:
    """WeChat's public numbers."""
    return FakePublicSource(losing("0.5"))


@pytest.fixture
def world(published: FakePublicSource) -> AlertWorld:
    """Three programs, and all of WeChat."""
    return AlertWorld(public_source=published)


async def day(world: AlertWorld, published: FakePublicSource, percent: str, weeks: int) -> list[str]:
    """The day's public numbers, and deliveries within an hour."""
    published.says = losing(percent, weeks)
    judge = JudgePublicNumbers(judge_alerts(world.repositories), world.public_snapshots, world.workspaces)
    sync = SyncPublicData(published, world.public_snapshots, world.syncs, watch=judge)
    now = NOW + weeks * WEEK
    await world.sweep(now)
    await sync(now=now)
    return await world.deliver(now + timedelta(hours=1))


async def test_once_when_crossed(world: AlertWorld, published: FakePublicSource) -> None:
    """The message is sent once, and names no program of the workspace."""
    done = await world.set("loss > 1% at 3.0.0 wechat")
    sent = [await day(world, published, percent, weeks) for weeks, percent in enumerate(["0.9", "1.2", "1.3"], start=1)]

    assert done.program == ALL_OF_WECHAT
    assert [len(each) for each in sent] == [0, 1, 0]
    assert sent[1][0].startswith("wechat: 3.0.0 as the minimum now cuts off 1.20% of users (before: 0.90%)")


async def test_while_there_is_no_program(published: FakePublicSource) -> None:
    """An alert without a name is about it; a condition that holds is in the answer."""
    published.says = losing("1.5")
    done = await AlertWorld(programs=FakePrograms(), public_source=published).set("loss > 1% at 3.0.0")

    assert (done.program, done.already) == (ALL_OF_WECHAT, (ALL_OF_WECHAT,))


async def test_no_part_of_the_fleet(world: AlertWorld, published: FakePublicSource) -> None:
    """An alert about every program is not about all of WeChat."""
    await world.set("loss > 1% at 3.0.0 fleet")

    assert await day(world, published, "1.5", 1) == []


async def test_no_minimum_to_watch(world: AlertWorld) -> None:
    """Such an alert could never fire, so setting it or changing to it is refused."""
    with pytest.raises(AllOfWeChatUnset):
        await world.set("minimum changed wechat")
    done = await world.set("minimum changed shop")
    with pytest.raises(AllOfWeChatUnset):
        await world.revise(
            Viewpoint.of_channel(TEAM, CHANNEL),
            done.alert.id,
            done.alert.condition,
            ALL_OF_WECHAT.appid,
            mark=done.alert.mark,
            by=USER,
            now=NOW,
        )


async def test_changed(world: AlertWorld, published: FakePublicSource) -> None:
    """A program's alert can become one about all of WeChat, and its form shows it."""
    seen, done = Viewpoint.of_channel(TEAM, CHANNEL), await world.set("loss > 1% at 3.0.0 shop")
    published.says = losing("1.5")
    changed = await world.revise(
        seen, done.alert.id, done.alert.condition, ALL_OF_WECHAT.appid, mark=done.alert.mark, by=USER, now=NOW
    )

    assert done.program == SHOP
    assert (changed.program, changed.already) == (ALL_OF_WECHAT, (ALL_OF_WECHAT,))
    assert await world.revise.program_of(seen, changed.alert) == ALL_OF_WECHAT
    assert [each.program and each.program.name for each in await world.list(TEAM, CHANNEL)] == ["wechat"]
