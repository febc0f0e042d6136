"""One delivery: in its turn, under its lease, and in order."""

import asyncio
import math
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.blocks.kit.elements import Message
from bot.domain.delivery import LEASE, Delivery, DeliveryKind, DeliveryReason, DeliveryState, ReasonKey, SlackCode
from bot.errors import BotError, SlackBusy, SlackRefused, SlackUnclear, WeChatBusy
from bot.usecases.deliver import Composed, Deliver, Post
from bot.usecases.workspaces.let_in import EndWorkspace, SuspendWorkspace
from tests.fakes.deliveries import FakeMessenger
from tests.usecases.digest_world import (
    CHANNEL,
    DAY,
    DUE,
    EDGES,
    FRIDAY,
    HOUR,
    MINUTE,
    MONDAY,
    SECOND,
    TEAM,
    WEEK,
    Killed,
    MortalDeliveries,
    World,
)

POST = "chat.postMessage"


class SlowComposer:
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
    deliver = delivering(world, SlowComposer(LEASE + SECOND))
    await deliver(await claimed(world), now=DUE)

    assert world.channels() == []
    await world.tick(DUE + LEASE + 2 * SECOND)
    assert world.channels() == [CHANNEL]


async def test_the_row_says_when_the_post_began(world: World) -> None:
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


async def die(world: World) -> None:
    """One call of the reconciler at the digest's moment, killed during it."""
    with suppress(Killed):
        await world.tick(DUE)


@pytest.mark.parametrize(
    ("before", "after"),
    [("record", ""), ("", "record"), ("claim", ""), ("", "claim"), ("sending", "")],
    ids=["before-recording", "recorded", "before-claiming", "claimed", "composed"],
)
async def test_a_death_before_the_post_loses_nothing(world: World, before: str, after: str) -> None:
    world.deliveries.die_before, world.deliveries.die_after = before, after
    await die(world)
    assert world.channels() == []

    world.restart()
    now = await world.outlast_the_lease(DUE)
    await world.run(now, now + HOUR)

    assert world.channels() == [CHANNEL]
    assert world.outcomes() == [(MONDAY, "sent", "")]


@pytest.mark.parametrize(
    ("before", "after", "posted"),
    [("", "sending", 0), ("finish", "", 1)],
    ids=["committed", "posted"],
)
async def test_a_death_around_the_post_is_looked_into(world: World, before: str, after: str, posted: int) -> None:
    world.deliveries.die_before, world.deliveries.die_after = before, after
    await die(world)
    assert len(world.channels()) == posted

    world.restart()
    await world.run(DUE, DUE + DAY, every=5 * MINUTE)

    assert world.channels() == [CHANNEL]
    assert world.outcomes() == [(MONDAY, "sent", "")]


async def test_a_death_after_the_outcome_changes_nothing(world: World) -> None:
    world.deliveries.die_after = "finish"
    await die(world)

    world.restart()
    await world.run(DUE, DUE + DAY, every=5 * MINUTE)

    assert world.channels() == [CHANNEL]
    assert world.outcomes() == [(MONDAY, "sent", "")]


async def test_a_process_that_keeps_dying_gives_up_after_a_day(world: World) -> None:
    """A digest that kills its composer is tried for a day, then recorded as failed."""
    await world.tick(DUE - MINUTE)
    world.deliveries.die_before = "sending"

    for minutes in range(0, 2 * 24 * 60, 20):
        with suppress(Killed):
            await world.tick(DUE + minutes * MINUTE)

    assert world.channels() == []
    assert world.outcomes() == [(MONDAY, "failed", "gave-up")]


HISTORY = "conversations.history"
OUTCOMES = {DeliveryState.SENT, DeliveryState.SKIPPED, DeliveryState.FAILED, DeliveryState.UNKNOWN}


@dataclass(frozen=True, slots=True)
class Step:
    """One call of the reconciler, earlier or later, with something going wrong."""

    move: timedelta
    die_before: str
    die_after: str
    slack: BotError | None
    answer_lost: bool
    wechat_down: bool
    history: BotError | None
    lag: int


STEPS = st.builds(
    Step,
    move=st.one_of(
        st.integers(0, 90).map(lambda seconds: seconds * SECOND),
        st.integers(0, 30).map(lambda minutes: minutes * MINUTE),
        st.integers(-2, 8).map(lambda hours: hours * HOUR),
        st.integers(1, 3).map(lambda weeks: weeks * WEEK),
    ),
    die_before=st.sampled_from(["", "", *EDGES]),
    die_after=st.sampled_from(["", "", *EDGES]),
    slack=st.sampled_from(
        [
            None,
            None,
            SlackBusy(retry_after=120, method=POST),
            SlackUnclear(method=POST),
            SlackRefused(code="invalid_blocks", method=POST),
        ]
    ),
    answer_lost=st.booleans(),
    wechat_down=st.booleans(),
    history=st.sampled_from([None, None, SlackBusy(retry_after=40, method=HISTORY), SlackUnclear(method=HISTORY)]),
    lag=st.sampled_from([0, 0, 30, 45]),
)


@settings(max_examples=150, deadline=None)
@given(steps=st.lists(STEPS, max_size=25))
def test_no_date_twice_and_no_slot_lost(steps: list[Step]) -> None:
    """Deaths, lost answers, refusals, clock jumps: at most one message a date, each accounted for."""
    asyncio.run(live_through(steps))


async def live_through(steps: list[Step]) -> None:
    """All steps, then two quiet weeks, and the final state."""
    world = World()
    await world.add_subscription()
    latest = now = DUE - HOUR
    for step in steps:
        now = max(now + step.move, FRIDAY)
        latest = max(latest, now)
        await go_through(world, step, now)
    end = await quiet_weeks(world, latest)

    delivered = [posted.delivery_id for posted in world.messenger.posted]
    assert len(delivered) == len(set(delivered))
    rows = [row for row in world.deliveries.all() if row.kind is DeliveryKind.DIGEST]
    assert [row.slot for row in rows] == [MONDAY + week * WEEK for week in range((end - DUE) // WEEK + 1)]
    assert {row.state for row in rows} <= OUTCOMES
    assert all(row.reason for row in rows if row.state is not DeliveryState.SENT)
    assert {row.id for row in rows if row.state is DeliveryState.SENT} <= set(delivered)
    notices = {row.id: row for row in world.deliveries.all() if row.kind is DeliveryKind.NOTICE}
    delivered = [name for name in delivered if name not in notices]
    assert set(delivered) <= {row.id for row in rows if row.state in {DeliveryState.SENT, DeliveryState.UNKNOWN}}

    for row in rows:
        if row.state in {DeliveryState.FAILED, DeliveryState.UNKNOWN}:
            notice = notices[f"{row.id}-notice"]
            assert notice.state is DeliveryState.SENT or notice.reason


async def go_through(world: World, step: Step, now: datetime) -> None:
    """One call in a process that may be killed and restarted."""
    world.deliveries.die_before, world.deliveries.die_after = step.die_before, step.die_after
    world.source.fail_all(WeChatBusy(code=-1, errmsg="system error", rid="made-up") if step.wechat_down else None)
    if step.slack and step.answer_lost:
        world.messenger.lose_next_answer(SlackUnclear(method=POST))
    elif step.slack:
        world.messenger.fail_next(step.slack)
    if step.history:
        world.messenger.fail_history(step.history)
    world.messenger.lag = step.lag * SECOND
    with suppress(Killed):
        await world.tick(now)
    if step.die_before or step.die_after:
        world.restart()


async def quiet_weeks(world: World, start: datetime) -> datetime:
    world.restart()
    world.messenger.be_well()
    world.source.fail_all(None)
    end = start + 2 * WEEK
    await world.run(start, end, every=12 * HOUR)
    return end
