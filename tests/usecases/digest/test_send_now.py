"""One digest more, beside the schedule."""

import asyncio

import pytest

from bot.domain.delivery import DeliveryKind, DeliveryState
from bot.errors import ChannelUnavailable, NoSubscription, SlackBusy, SlackUnclear
from tests.usecases.digest_world import CHANNEL, DUE, FRIDAY, HOUR, MINUTE, MONDAY, SECOND, TEAM, World

POST = "chat.postMessage"


async def test_it_is_posted_and_the_schedule_stays(world: World) -> None:
    before = await world.show(TEAM, CHANNEL, now=FRIDAY)

    assert await world.send_now(TEAM, CHANNEL, now=FRIDAY + HOUR)

    assert world.channels() == [CHANNEL]
    assert (await world.show(TEAM, CHANNEL, now=FRIDAY)).next_slot == before.next_slot
    await world.tick(DUE)
    assert world.channels() == [CHANNEL, CHANNEL]
    assert world.outcomes() == [(MONDAY, "sent", "")]


async def test_the_last_digest_is_the_one_sent_by_hand(world: World) -> None:
    await world.send_now(TEAM, CHANNEL, now=FRIDAY + HOUR)
    by_hand = (await world.show(TEAM, CHANNEL, now=FRIDAY + 2 * HOUR)).newest
    await world.tick(DUE)
    scheduled = (await world.show(TEAM, CHANNEL, now=DUE + HOUR)).newest

    assert by_hand
    assert scheduled
    assert (by_hand.kind, by_hand.state, by_hand.due_at) == (DeliveryKind.NOW, DeliveryState.SENT, FRIDAY + HOUR)
    assert (scheduled.kind, scheduled.slot) == (DeliveryKind.DIGEST, MONDAY)


async def test_a_button_pressed_twice_posts_once(world: World) -> None:
    assert await world.send_now(TEAM, CHANNEL, now=FRIDAY)
    assert not await world.send_now(TEAM, CHANNEL, now=FRIDAY + 5 * SECOND)

    assert world.channels() == [CHANNEL]


async def test_presses_while_the_first_is_under_way(world: World) -> None:
    done = await asyncio.gather(*(world.send_now(TEAM, CHANNEL, now=FRIDAY) for _ in range(10)))

    assert sorted(done) == [False] * 9 + [True]
    assert world.channels() == [CHANNEL]


async def test_a_minute_later_it_is_another_wish(world: World) -> None:
    await world.add_subscription("C2")

    assert await world.send_now(TEAM, CHANNEL, now=FRIDAY)
    assert await world.send_now(TEAM, "C2", now=FRIDAY)
    assert await world.send_now(TEAM, CHANNEL, now=FRIDAY + MINUTE)

    assert world.channels() == [CHANNEL, "C2", CHANNEL]


@pytest.mark.parametrize(
    "refusal",
    [ChannelUnavailable(code="not_in_channel", method=POST), SlackBusy(retry_after=30, method=POST)],
    ids=["refused", "busy"],
)
async def test_what_was_not_posted_may_be_tried_again_at_once(world: World, refusal: Exception) -> None:
    """The person sees Slack's error, fixes it and presses again; the order is not paused."""
    world.messenger.fail_next(refusal)

    with pytest.raises(type(refusal)):
        await world.send_now(TEAM, CHANNEL, now=FRIDAY)
    assert await world.send_now(TEAM, CHANNEL, now=FRIDAY + SECOND)

    assert world.channels() == [CHANNEL]
    assert (await world.show(TEAM, CHANNEL, now=FRIDAY)).subscription.active


async def test_what_may_have_arrived_is_not_posted_again_at_once(world: World) -> None:
    """After a lost answer the next press looks first: nothing more for half a minute."""
    world.messenger.lose_next_answer(SlackUnclear(method=POST))

    with pytest.raises(SlackUnclear):
        await world.send_now(TEAM, CHANNEL, now=FRIDAY)
    assert not await world.send_now(TEAM, CHANNEL, now=FRIDAY + SECOND)

    assert world.channels() == [CHANNEL]


async def test_a_clock_that_was_put_back_blocks_no_one(world: World) -> None:
    assert await world.send_now(TEAM, CHANNEL, now=FRIDAY + HOUR)
    assert await world.send_now(TEAM, CHANNEL, now=FRIDAY)


async def test_a_channel_without_a_digest(world: World) -> None:
    await world.end(TEAM, CHANNEL)

    for channel_id in (CHANNEL, "C2"):
        with pytest.raises(NoSubscription):
            await world.send_now(TEAM, channel_id, now=FRIDAY)
