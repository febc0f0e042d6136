"""The digest that the environment asks for, start after start."""

from dataclasses import replace
from datetime import time

from bot.domain.delivery import DeliveryState, Schedule, SlackCode
from bot.ports.slack import Workspace
from bot.usecases.digest.send_now import FirstDigest
from tests.usecases.digest_world import CHANNEL, DUE, FRIDAY, HOUR, MONDAY_9, TEAM, USER, WEEK, World

WANTED = FirstDigest(CHANNEL, MONDAY_9, "zh-CN")
TUESDAY = replace(WANTED, schedule=Schedule((1,), time(9, 0), "Asia/Shanghai"))


async def installed() -> World:
    """A workspace without any order."""
    world = World()
    await world.workspaces.put(Workspace(TEAM, "Team", "UBOT"))
    return world


async def test_the_first_start_makes_the_order() -> None:
    """The environment's channel gets its digest on time."""
    world = await installed()

    subscription = await world.set_up(TEAM, WANTED, now=FRIDAY)
    await world.tick(DUE)

    assert subscription is not None
    assert (subscription.owner_id, subscription.locale, subscription.schedule) == ("", "zh-CN", MONDAY_9)
    assert world.channels() == [CHANNEL]


async def test_every_further_start_changes_nothing() -> None:
    """The order stays, so a slot missed between two starts is still owed."""
    world = await installed()
    subscription = await world.set_up(TEAM, WANTED, now=FRIDAY)

    again = await world.set_up(TEAM, WANTED, now=DUE + 3 * HOUR)
    await world.tick(DUE + 3 * HOUR)

    assert again == subscription
    assert [(row.state, row.late) for row in world.deliveries.all()] == [(DeliveryState.SENT, True)]


async def test_another_language_loses_no_slot_either() -> None:
    """It takes effect, and a slot missed between two starts is still owed."""
    world = await installed()
    await world.set_up(TEAM, WANTED, now=FRIDAY)

    await world.set_up(TEAM, replace(WANTED, locale="en"), now=DUE + HOUR)
    await world.tick(DUE + HOUR)

    assert "base library" in str(world.messenger.posted[0].message.blocks).casefold()


async def test_changed_settings_take_effect() -> None:
    """Until a person touches the order in Slack, the environment may change it."""
    world = await installed()
    await world.set_up(TEAM, WANTED, now=FRIDAY)

    subscription = await world.set_up(TEAM, TUESDAY, now=FRIDAY + HOUR)

    assert subscription is not None
    assert await world.subscriptions.active() == [subscription]
    assert subscription.schedule == TUESDAY.schedule


async def test_what_people_changed_stays() -> None:
    """No start overwrites an order changed in Slack."""
    world = await installed()
    await world.set_up(TEAM, WANTED, now=FRIDAY)
    theirs = await world.subscribe(TEAM, CHANNEL, TUESDAY.schedule, locale="en", owner_id=USER, now=FRIDAY)

    subscription = await world.set_up(TEAM, WANTED, now=FRIDAY + HOUR)

    assert subscription == theirs.subscription
    assert await world.subscriptions.active() == [theirs.subscription]


async def test_what_people_ended_stays_ended() -> None:
    """A digest ended in Slack does not return at a start, even the environment's."""
    world = await installed()
    await world.set_up(TEAM, WANTED, now=FRIDAY)
    await world.end(TEAM, CHANNEL)

    assert await world.set_up(TEAM, WANTED, now=FRIDAY + HOUR) is None
    assert await world.set_up(TEAM, TUESDAY, now=FRIDAY + HOUR) is None
    await world.tick(DUE)

    assert world.channels() == []


async def test_people_may_take_up_again_what_they_ended() -> None:
    """A new order in Slack is theirs."""
    world = await installed()
    await world.set_up(TEAM, WANTED, now=FRIDAY)
    await world.end(TEAM, CHANNEL)
    theirs = await world.add_subscription(at=FRIDAY)

    assert await world.set_up(TEAM, TUESDAY, now=FRIDAY + HOUR) == theirs


async def test_a_start_tries_a_paused_channel_again() -> None:
    """The bot was invited and restarted: the order goes on without owing the past."""
    world = await installed()
    subscription = await world.set_up(TEAM, WANTED, now=FRIDAY)
    assert subscription is not None
    await world.subscriptions.put(subscription.paused(SlackCode("not_in_channel")))

    await world.set_up(TEAM, WANTED, now=DUE + HOUR)
    await world.tick(DUE + HOUR)
    assert world.channels() == []

    await world.tick(DUE + WEEK)
    assert world.channels() == [CHANNEL]


async def test_another_channel_takes_the_place_of_the_first() -> None:
    """The environment has one channel: another name moves the digest, and back."""
    world = await installed()
    await world.set_up(TEAM, WANTED, now=FRIDAY)

    await world.set_up(TEAM, replace(WANTED, channel_id="C2"), now=FRIDAY)
    assert [subscription.channel_id for subscription in await world.subscriptions.active()] == ["C2"]

    await world.set_up(TEAM, WANTED, now=FRIDAY)
    assert [subscription.channel_id for subscription in await world.subscriptions.active()] == [CHANNEL]


async def test_no_channel_drops_only_the_environments_order() -> None:
    """Without the setting its order goes; others and other workspaces' stay."""
    world = await installed()
    await world.set_up(TEAM, WANTED, now=FRIDAY)
    await world.set_up("T2", WANTED, now=FRIDAY)
    theirs = await world.add_subscription("C9")

    assert await world.set_up(TEAM, None, now=FRIDAY) is None

    left = {(subscription.team_id, subscription.channel_id) for subscription in await world.subscriptions.active()}
    assert left == {("T2", CHANNEL), (TEAM, theirs.channel_id)}
