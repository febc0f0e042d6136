"""One delivery: in its turn, under its lease, and in order."""

import asyncio
import math
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.blocks.kit.elements import Message
from bot.domain.delivery import LEASE, Delivery, DeliveryKind, DeliveryReason, ReasonKey, SlackCode
from bot.errors import SlackBusy, SlackUnclear
from bot.usecases.delivery.deliver import Composed, Deliver, Post
from bot.usecases.workspaces.let_in import EndWorkspace, SuspendWorkspace
from tests.fakes.messenger import FakeMessenger
from tests.usecases.digest_world import CHANNEL, DUE, HOUR, MINUTE, MONDAY, SECOND, TEAM, MortalDeliveries, World

POST = "chat.postMessage"


class SlowComposer:
    """Takes its time over what it says."""

    def __init__(self, takes: timedelta) -> None:
        self.takes = takes
        self.seconds = 0.0

    async def __call__(self, delivery: Delivery, *, now: datetime) -> Composed:
        del delivery, now
        self.seconds += self.takes.total_seconds()
        return Post(CHANNEL, Message("Hello"))

    async def refused(self, delivery: Delivery, code: SlackCode, *, now: datetime) -> None: ...

    async def notify(self, delivery: Delivery, *, now: datetime) -> None: ...


async def claimed(world: World) -> Delivery:
    """Monday's digest in this process's hands."""
    await world.deliver.record_due_slots(now=DUE)
    (delivery,) = await world.deliveries.claim(now=DUE, lease_until=DUE + LEASE, limit=1)
    return delivery


def delivering(world: World, composer: SlowComposer) -> Deliver:
    """The use case with that composer; the watch shows its time."""
    handlers = {DeliveryKind.DIGEST: composer}
    end = SuspendWorkspace(world.workspaces, EndWorkspace(world.workspaces, world.clock))
    return Deliver(
        world.deliveries, world.workspaces, handlers, world.messenger, end, monotonic=lambda: composer.seconds
    )


async def test_a_turn_that_is_far_away(world: World) -> None:
    """The row is given back until then: nothing was begun, and others can be delivered."""
    world.messenger.refuse_turns(SlackBusy(retry_after=600, method=POST))
    await world.tick(DUE)
    (row,) = world.deliveries.all()
    assert (row.state, row.started_at, row.reason) == ("due", None, DeliveryReason(ReasonKey.SLACK_BUSY))

    await world.run(DUE + SECOND, DUE + 599 * SECOND, every=30 * SECOND)
    assert world.channels() == []
    await world.tick(DUE + 600 * SECOND)
    assert world.outcomes() == [(MONDAY, "sent", "")]


async def test_nothing_is_begun_before_its_turn(world: World) -> None:
    """A waiting row is only claimed: a crash then needs no look-up."""
    states: list[str] = []

    class Waiting(FakeMessenger):
        async def turn(self, team_id: str, channel_id: str) -> None:
            states.extend(row.state for row in world.deliveries.all())
            await super().turn(team_id, channel_id)

    world.messenger = Waiting()
    world.restart()
    await world.tick(DUE)

    assert states == ["claimed"]
    assert world.messenger.turns == [(TEAM, CHANNEL)]


async def test_the_lease_is_judged_when_the_post_begins(world: World) -> None:
    """Composing longer than the lease loses it: another process may be posting."""
    deliver = delivering(world, SlowComposer(LEASE + SECOND))
    await deliver(await claimed(world), now=DUE)

    assert world.channels() == []
    await world.tick(DUE + LEASE + 2 * SECOND)
    assert world.channels() == [CHANNEL]


async def test_the_row_says_when_the_post_began(world: World) -> None:
    """Not the claim: the look-up and its grace start there."""
    world.messenger.fail_next(SlackUnclear(method=POST))
    await delivering(world, SlowComposer(MINUTE))(await claimed(world), now=DUE)

    (row,) = world.deliveries.all()
    assert row.started_at == DUE + MINUTE
    assert await world.deliveries.claim_looks(now=DUE + MINUTE, lease_until=DUE + HOUR, limit=1) == []
    assert await world.deliveries.claim_looks(now=DUE + 2 * MINUTE, lease_until=DUE + HOUR, limit=1)


async def test_a_process_that_stood_still_after_its_commitment_posts_nothing(world: World) -> None:
    """Others may be searching by then: it gives the row back, and the next attempt posts."""
    composer = SlowComposer(SECOND)

    class StandingStill(MortalDeliveries):
        async def sending(self, delivery: Delivery, *, now: datetime) -> bool:
            composer.seconds += 21
            return await super().sending(delivery, now=now)

    slow = StandingStill()
    slow._rows = world.deliveries._rows
    await replace(delivering(world, composer), deliveries=slow)(await claimed(world), now=DUE)

    assert world.channels() == []
    assert [row.state for row in world.deliveries.all()] == ["due"]
    await world.tick(DUE + MINUTE)
    assert world.channels() == [CHANNEL]


async def test_a_channels_deliveries_come_in_order(world: World) -> None:
    """The earlier due is posted first, even if the later is composed faster."""
    subscription = await world.subscriptions.of_channel(TEAM, CHANNEL)
    assert subscription
    row = await claimed(world)
    posts: list[str] = []

    class DeliveryHandler(SlowComposer):
        async def __call__(self, delivery: Delivery, *, now: datetime) -> Composed:
            for _ in range(10 if delivery.id == row.id else 1):
                await asyncio.sleep(0)
            posts.append(delivery.id)
            return await super().__call__(delivery, now=now)

    deliver = delivering(world, DeliveryHandler(timedelta(0)))
    later = replace(row, id="later", slot=row.slot + timedelta(days=1), due_at=DUE + SECOND)
    await replace(world.deliver, deliver=deliver)._in_order([row, later], DUE + SECOND, math.inf)

    assert posts == [row.id, "later"]


@pytest.mark.parametrize("where", ["composing", "turn"])
async def test_a_cancelled_delivery_leaves_no_claim(world: World, where: str) -> None:
    """Before the post the row is due again at once, without waiting for the lease."""
    stuck = asyncio.Event()

    class Stuck(SlowComposer):
        async def __call__(self, delivery: Delivery, *, now: datetime) -> Composed:
            if where == "composing":
                await stuck.wait()
            return await super().__call__(delivery, now=now)

    class StuckMessenger(FakeMessenger):
        async def turn(self, team_id: str, channel_id: str) -> None:
            del team_id, channel_id
            await stuck.wait()

    world.messenger = StuckMessenger()
    working = asyncio.create_task(delivering(world, Stuck(timedelta(0)))(await claimed(world), now=DUE))
    await asyncio.sleep(0)
    working.cancel()
    with pytest.raises(asyncio.CancelledError):
        await working

    world.messenger = FakeMessenger()
    world.restart()
    await world.tick(DUE + SECOND)
    assert world.channels() == [CHANNEL]


async def test_a_cancelled_post_is_left_to_the_look_up(world: World) -> None:
    """It may have arrived, so it is not due again at once."""

    class Stuck(FakeMessenger):
        async def post(
            self, team_id: str, channel_id: str, message: Message, *, delivery_id: str = "", thread_ts: str = ""
        ) -> str:
            await super().post(team_id, channel_id, message, delivery_id=delivery_id, thread_ts=thread_ts)
            await asyncio.Event().wait()
            return ""

    world.messenger = Stuck()
    world.messenger.now = DUE
    working = asyncio.create_task(delivering(world, SlowComposer(timedelta(0)))(await claimed(world), now=DUE))
    while not world.messenger.posted:  # noqa: ASYNC110 - no event tells; nothing here takes real time
        await asyncio.sleep(0)
    working.cancel()
    with pytest.raises(asyncio.CancelledError):
        await working
    world.restart()
    await world.run(DUE, DUE + HOUR)

    assert world.channels() == [CHANNEL]
    assert world.outcomes() == [(MONDAY, "sent", "")]
