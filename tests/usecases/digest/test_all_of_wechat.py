"""Digests about all of WeChat."""

import pytest

from bot.domain.access import Viewpoint
from bot.domain.digest.schedule import parse_schedule
from bot.domain.numbers.loss_table import Absent
from bot.domain.numbers.snapshot import snapshot_day
from bot.domain.programs import ALL_OF_WECHAT
from bot.errors import NoProgram, StaleControl
from tests.domain.build import public_snapshot_of, v
from tests.fakes.programs import FakePrograms
from tests.fakes.public import FakePublicSource
from tests.usecases.digest_world import CHANNEL, DUE, FRIDAY, SHOP, TEAM, USER, WEEK, World

SHARES = {"3.15.0": "84.45", "3.8.1": "14.8", "2.30.4": "0.75"}
MONDAY = parse_schedule("mon", "09:00", "Asia/Shanghai")


def world(*, programs: bool = True) -> World:
    """With WeChat's public numbers of today and a week ago."""
    published = FakePublicSource(public_snapshot_of(SHARES, snapshot_day(DUE)))
    return World(programs=FakePrograms(SHOP) if programs else FakePrograms(), public_source=published)


async def test_named() -> None:
    """It is compared with a week ago, and its name shown."""
    there = world()
    await there.public_snapshots.save(public_snapshot_of(SHARES, snapshot_day(DUE - WEEK)))
    status = await there.subscribe(
        TEAM, CHANNEL, MONDAY, locale="en", owner_id=USER, now=FRIDAY, appids=[SHOP.appid, ALL_OF_WECHAT.appid]
    )
    digest = await there.compose(status.subscription, now=DUE)

    assert status.programs == (SHOP, ALL_OF_WECHAT)
    assert [each.report.program for each in digest.sections] == [SHOP, ALL_OF_WECHAT]
    assert digest.sections[1].report.safe_minimum == v("3.8.1")
    assert digest.sections[1].movements[0].week_ago is not Absent.NO_DATA
    assert digest.unread == ()


async def test_default() -> None:
    """A digest without names is about it without programs, or if the channel chose it."""
    alone, chosen, neither = world(programs=False), world(), world()
    await chosen.channel_programs.put(TEAM, CHANNEL, ALL_OF_WECHAT.appid)

    for there, program in ((alone, ALL_OF_WECHAT), (chosen, ALL_OF_WECHAT), (neither, SHOP)):
        digest = await there.compose(await there.add_subscription(), now=DUE)
        assert [each.report.program for each in digest.sections] == [program]


async def test_switched_off() -> None:
    """Then it can be neither named nor reported."""
    with pytest.raises(StaleControl):
        await World().subscribe(
            TEAM, CHANNEL, MONDAY, locale="en", owner_id=USER, now=FRIDAY, appids=[ALL_OF_WECHAT.appid]
        )
    none = World(programs=FakePrograms())
    with pytest.raises(NoProgram):
        await none.compose(await none.add_subscription(), now=DUE)


@pytest.mark.parametrize(
    ("text", "found"),
    [("", (SHOP, ALL_OF_WECHAT)), ("we", (ALL_OF_WECHAT,)), ("微", (ALL_OF_WECHAT,)), ("shop", (SHOP,))],
)
async def test_choices(text: str, found: tuple[object, ...]) -> None:
    """Selects offer it after the programs, while there is room."""
    visible = world().assemble().visible_programs
    seen = Viewpoint.of_channel(TEAM, CHANNEL)

    assert tuple(await visible.choices(seen, text, limit=10)) == found
    assert tuple(await visible.choices(seen, text, limit=1)) == found[:1]
