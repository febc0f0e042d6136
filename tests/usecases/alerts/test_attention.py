"""Alerts on attention, on tags, and on the highest safe minimum."""

from dataclasses import replace

import pytest

from bot.domain.programs import AuthStatus
from bot.errors import UnknownTag
from bot.ports.slack import Workspace
from tests.usecases.alert_world import CAFE, DAY, MINUTE, NEWS, NOW, SHOP, TEAM, WEEK, AlertWorld, losing


@pytest.fixture
def world() -> AlertWorld:
    """Three programs that lose half a percent at 3.0.0; shop and cafe have a tag."""
    world = AlertWorld()
    world.programs.programs[:] = [replace(SHOP, tags=("food",)), replace(CAFE, tags=("food",)), NEWS]
    return world


async def attention(world: AlertWorld, minutes: int = 0) -> list[str]:
    """The texts once the programs were checked."""
    now = NOW + minutes * MINUTE
    await world.judge_attention(now=now)
    return await world.deliver(now + 15 * MINUTE)


async def test_an_authorisation_that_ends(world: AlertWorld) -> None:
    """Reported once, with advice; nothing was read for it."""
    await world.day(NOW)
    await world.set("needs attention fleet")
    before = await attention(world)
    world.programs.programs[0] = replace(SHOP, status=AuthStatus.REVOKED)
    messages, again = await attention(world, 1), await attention(world, 30)

    assert before == again == []
    assert messages == ["shop: no longer authorised."]
    assert "programs add" in str(world.messenger.posted[-1].message.blocks)


async def test_a_workspace_that_has_ended(world: AlertWorld) -> None:
    """Its programs are not looked at any more."""
    await world.day(NOW)
    await world.set("needs attention fleet")
    await world.workspaces.put(Workspace(TEAM, "Gone", "UBOT", ended=True))
    world.alerts.calls.clear()

    assert await attention(world) == []
    assert "states" not in world.alerts.calls


async def test_what_needs_attention_already_is_in_the_answer(world: AlertWorld) -> None:
    """No message follows."""
    world.programs.programs[0] = replace(SHOP, tags=("food",), status=AuthStatus.NOT_GRANTED)
    done = await world.set("needs attention #food")

    assert [program.appid for program in done.already] == [SHOP.appid]
    assert await attention(world) == []


async def test_a_tag_narrows_an_alert(world: AlertWorld) -> None:
    """Only programs with the tag count, even if they get it later."""
    done = await world.set("loss > 1% at 3.0.0 #food")
    for program in (SHOP, CAFE, NEWS):
        world.source.set(program.appid, losing("1.5"))
    messages = await world.day(NOW + DAY)
    world.programs.programs[2] = replace(NEWS, tags=("food",))
    later = await world.day(NOW + 2 * DAY)

    assert (done.alert.appid, done.alert.tag, done.program) == ("", "food", None)
    assert ["news" in text for text in (*messages, *later)] == [False, True]
    with pytest.raises(UnknownTag):
        await world.set("rollback #tea")


async def test_the_safe_minimum_rises(world: AlertWorld) -> None:
    """The first is known; a higher one is sent with its loss, and the list shows the present one."""
    world.source.set(SHOP.appid, losing("1.5"))
    done = await world.set("safe minimum rises shop")
    world.source.set(SHOP.appid, losing("0.9"))
    messages = await world.day(NOW + WEEK)
    (listed,) = await world.list(TEAM, "C1")

    assert done.already == ()
    assert messages == ["shop: 3.0.0 is safe now, up from 2.9.0: 0.90% are cut off."]
    assert listed.present
    assert str(listed.present.value) == "3.0.0"
    assert await world.day(NOW + 2 * WEEK) == []


async def test_a_day_that_is_off_raises_no_safe_minimum(world: AlertWorld) -> None:
    """It has to be safe on most days of a week."""
    world.source.set(SHOP.appid, losing("1.3"))
    await world.set("safe minimum rises shop")
    sent = []
    for number, percent in enumerate(["1.3", "0.8", "0.8", "1.3", "0.95", "0.95"], start=1):
        world.source.set(SHOP.appid, losing(percent))
        sent.append(len(await world.day(NOW + number * DAY)))

    assert sent == [0, 0, 0, 0, 0, 1]
