"""Which channels get a program's notices."""

from dataclasses import replace

import pytest

from bot.domain.alerts.alert import Alert
from bot.domain.alerts.parse import read_condition
from bot.domain.delivery import SlackCode
from bot.domain.digest.subscription import Scope
from bot.domain.platform import Origin
from tests.usecases.platform_world import ASKER, NOW, SHOP, TEAM, USER, PlatformWorld

ALERT = Alert("A1", TEAM, "C5", 1, SHOP, read_condition("minimum changed"), "en", USER, NOW)


@pytest.fixture
async def world() -> PlatformWorld:
    world = PlatformWorld()
    await world.install()
    await world.authorised()
    return world


async def channels(world: PlatformWorld) -> list[str]:
    return await world.channels_of(TEAM, SHOP)


async def test_no_channel_has_to_do_with_it(world: PlatformWorld) -> None:
    await world.channel_programs.put(TEAM, "C1", "wx-other")
    await world.channel_programs.put("T2", "C2", SHOP)
    await world.add_subscription("C3", "wx-other")
    await world.add_subscription("C4", SHOP, team_id="T2")

    assert await channels(world) == []


async def test_each_way_to_have_to_do_with_it(world: PlatformWorld) -> None:
    """Chosen with `use`, named by a digest or alert, and the asking channel; each once."""
    await world.channel_programs.put(TEAM, "C2", SHOP)
    await world.add_subscription("C2", SHOP)
    await world.add_subscription("C3", "wx-other", SHOP)
    await world.alerts.add(ALERT, {})
    pending = await world.authorisations.receive("code", appid=SHOP, origin=ASKER, expires_at=NOW, now=NOW)
    await world.authorisations.finish(pending, appid=SHOP, now=NOW)

    assert await channels(world) == ["C1", "C2", "C3", "C5"]


@pytest.mark.parametrize(("tag", "notified"), [("", ["C3"]), ("food", ["C3"]), ("toys", [])])
async def test_a_fleet_digest(world: PlatformWorld, tag: str, notified: list[str]) -> None:
    world.programs.tagged[SHOP] = ("food",)
    await world.add_subscription("C3", scope=Scope(fleet=True, tag=tag))

    assert await channels(world) == notified


async def test_a_digest_that_names_no_program(world: PlatformWorld) -> None:
    await world.add_subscription("C3")
    assert await channels(world) == ["C3"]

    await world.channel_programs.put(TEAM, "C3", "wx-other")
    assert await channels(world) == []


async def test_channels_that_cannot_be_posted_to(world: PlatformWorld) -> None:
    await world.add_subscription("C3", SHOP)
    (subscription,) = await world.subscriptions.active()
    await world.subscriptions.put(subscription.paused(SlackCode("is_archived")))
    await world.alerts.add(replace(ALERT, paused_because=SlackCode("is_archived")), {})

    assert await channels(world) == []


async def test_a_person_who_asked_outside_a_channel(world: PlatformWorld) -> None:
    for code, origin in (("1", ASKER), ("2", Origin(TEAM, "", USER))):
        pending = await world.authorisations.receive(code, appid=SHOP, origin=origin, expires_at=NOW, now=NOW)
        await world.authorisations.finish(pending, appid=SHOP, now=NOW)

    assert await channels(world) == [USER]
