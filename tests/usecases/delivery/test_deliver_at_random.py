"""Any events in any order: no date twice, and an outcome for every slot."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.delivery import DeliveryKind, DeliveryState
from bot.errors import BotError, SlackBusy, SlackRefused, SlackUnclear, WeChatBusy
from tests.usecases.digest_world import DUE, EDGES, FRIDAY, HOUR, MINUTE, MONDAY, SECOND, WEEK, Killed, World

POST = "chat.postMessage"
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
    """Seconds by which history is behind."""


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
    """Nothing goes wrong any more."""
    world.restart()
    world.messenger.be_well()
    world.source.fail_all(None)
    end = start + 2 * WEEK
    await world.run(start, end, every=12 * HOUR)
    return end
