"""Promises of `bot.ports.digest.Subscriptions`."""

from dataclasses import replace
from datetime import UTC, date, datetime, time

import pytest

from bot.domain.delivery import Schedule, SlackCode
from bot.domain.digest.subscription import Lifecycle, Part, Paused, Subscription, parse_state
from tests.contracts.conftest import Stores

SUBSCRIPTION = Subscription(
    id="S1",
    team_id="T1",
    channel_id="C1",
    appids=("wx1", "wx2"),
    schedule=Schedule((0,), time(9, 5), "Asia/Shanghai"),
    locale="zh-CN",
    owner_id="U1",
    created_at=datetime(2026, 11, 2, 1, 2, 3, 456789, UTC),
)


CHOSEN = replace(
    SUBSCRIPTION,
    schedule=Schedule((0, 3), time(9), "Europe/Berlin", monthly=True),
    parts=frozenset({Part.CHART}),
    only_changes=True,
    paused_until=date(2026, 12, 24),
)
WHOLE = {
    "plain": SUBSCRIPTION,
    "for every program, of the environment": replace(SUBSCRIPTION, appids=(), owner_id=""),
    "with all that people choose": CHOSEN,
    "with headlines alone": replace(SUBSCRIPTION, parts=frozenset()),
}


@pytest.mark.parametrize("subscription", WHOLE.values(), ids=WHOLE)
async def test_gives_back_what_was_put(stores: Stores, subscription: Subscription) -> None:
    """An order comes back whole, by channel, by id, and among those that run."""
    await stores.subscriptions.put(subscription)

    assert await stores.subscriptions.of_channel("T1", "C1") == subscription
    assert await stores.subscriptions.get("T1", "S1") == subscription
    assert await stores.subscriptions.running(after=None, limit=9) == [subscription]


async def test_a_new_order_takes_the_place_of_the_channels_earlier_one(stores: Stores) -> None:
    """One order per channel; the earlier one's id is gone too."""
    await stores.subscriptions.put(SUBSCRIPTION)
    newer = replace(SUBSCRIPTION, id="S2")
    await stores.subscriptions.put(newer)

    assert await stores.subscriptions.of_channel("T1", "C1") == newer
    assert await stores.subscriptions.get("T1", "S1") is None
    assert await stores.subscriptions.running(after=None, limit=9) == [newer]


async def test_an_order_can_be_changed(stores: Stores) -> None:
    """The same id and channel is the same order with other values."""
    await stores.subscriptions.put(SUBSCRIPTION)
    changed = replace(SUBSCRIPTION, schedule=Schedule((4,), time(18), "Europe/Berlin"), locale="en")
    await stores.subscriptions.put(changed)

    assert await stores.subscriptions.running(after=None, limit=9) == [changed]


async def test_an_order_over_one_that_has_changed(stores: Stores) -> None:
    """It is not kept; neither is one over what is not there."""
    moved = replace(SUBSCRIPTION, schedule=Schedule((4,), time(18), "Europe/Berlin"))
    assert not await stores.subscriptions.put(moved, over=SUBSCRIPTION)
    ended = replace(SUBSCRIPTION, state=Lifecycle.ENDED)
    await stores.subscriptions.put(ended)
    assert not await stores.subscriptions.put(moved, over=SUBSCRIPTION)
    assert await stores.subscriptions.get("T1", "S1") == ended
    assert await stores.subscriptions.put(SUBSCRIPTION, over=ended)
    assert await stores.subscriptions.get("T1", "S1") == SUBSCRIPTION


async def test_an_order_can_move_to_another_channel(stores: Stores) -> None:
    """It leaves the old channel and ends the order that the new one had."""
    await stores.subscriptions.put(SUBSCRIPTION)
    await stores.subscriptions.put(replace(SUBSCRIPTION, id="S2", channel_id="C2"))
    moved = replace(SUBSCRIPTION, channel_id="C2")
    await stores.subscriptions.put(moved)

    assert await stores.subscriptions.running(after=None, limit=9) == [moved]
    assert await stores.subscriptions.of_channel("T1", "C1") is None


async def test_a_removed_order_is_gone(stores: Stores) -> None:
    """Removing ends the order, and removing it again does nothing."""
    await stores.subscriptions.put(SUBSCRIPTION)
    await stores.subscriptions.remove("T1", "S1")
    await stores.subscriptions.remove("T1", "S1")

    assert await stores.subscriptions.of_channel("T1", "C1") is None
    assert await stores.subscriptions.running(after=None, limit=9) == []


@pytest.mark.parametrize("text", ["ended", "moving", "is_archived", "missing_scope chat:write", "newer state"])
async def test_only_active_orders_are_active(stores: Stores, text: str) -> None:
    """Others keep their state, even one that only another version of Baselib knows."""
    stopped = replace(SUBSCRIPTION, state=parse_state(text))
    await stores.subscriptions.put(stopped)

    assert await stores.subscriptions.running(after=None, limit=9) == []
    assert await stores.subscriptions.get("T1", "S1") == stopped


async def test_another_workspace_sees_and_ends_nothing(stores: Stores) -> None:
    """An id or a channel of one workspace means nothing in another."""
    await stores.subscriptions.put(SUBSCRIPTION)
    await stores.subscriptions.remove("T2", "S1")

    assert await stores.subscriptions.get("T2", "S1") is None
    assert await stores.subscriptions.of_channel("T2", "C1") is None
    assert await stores.subscriptions.running(after=None, limit=9) == [SUBSCRIPTION]


async def test_running_orders_come_page_by_page(stores: Stores) -> None:
    """By workspace and id, each once, none paused, even during changes."""
    subscriptions = [
        replace(SUBSCRIPTION, team_id=team, id=f"S{number}", channel_id=f"C{number}")
        for team in ("T1", "T2")
        for number in range(3)
    ]
    for subscription in [
        *subscriptions[::-1],
        replace(SUBSCRIPTION, id="S9", channel_id="C9", state=Paused(SlackCode("is_archived"))),
    ]:
        await stores.subscriptions.put(subscription)

    first = await stores.subscriptions.running(after=None, limit=4)
    assert first == subscriptions[:4]
    await stores.subscriptions.put(replace(SUBSCRIPTION, team_id="T1", id="S0x", channel_id="C7"))
    second = await stores.subscriptions.running(after=(first[-1].team_id, first[-1].id), limit=4)
    assert second == subscriptions[4:]
    assert await stores.subscriptions.running(after=("T2", "S2"), limit=4) == []
