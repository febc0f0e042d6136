"""Promises of `bot.ports.digest.Subscriptions`."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

import pytest

from bot.domain.delivery import Delivery, DeliveryKind, DeliveryReason, DeliveryState, Schedule, SlackCode
from bot.domain.digest.comparison import Entry
from bot.domain.digest.digest import ProgramMemory
from bot.domain.digest.fleet_digest import FleetDigestMemory
from bot.domain.digest.subscription import Lifecycle, Part, Paused, Subscription, parse_state
from bot.domain.fleet_row import State
from bot.domain.numbers.distribution import Bounds
from bot.domain.numbers.version import Version
from bot.storage.engine.database import Database
from bot.storage.subscriptions import SqlDigestMemories, SqlFleetDigestMemories
from tests.contracts.conftest import Stores
from tests.contracts.test_deliveries import LEASE, MINUTE, NOW, SLOT, kept, sending
from tests.fakes.storage import FakeDigestMemories, FakeFleetDigestMemories

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
    await stores.subscriptions.put(subscription)

    assert await stores.subscriptions.of_channel("T1", "C1") == subscription
    assert await stores.subscriptions.get("T1", "S1") == subscription
    assert await stores.subscriptions.running(after=None, limit=9) == [subscription]


async def test_a_new_order_takes_the_place_of_the_channels_earlier_one(stores: Stores) -> None:
    await stores.subscriptions.put(SUBSCRIPTION)
    newer = replace(SUBSCRIPTION, id="S2")
    await stores.subscriptions.put(newer)

    assert await stores.subscriptions.of_channel("T1", "C1") == newer
    assert await stores.subscriptions.get("T1", "S1") is None
    assert await stores.subscriptions.running(after=None, limit=9) == [newer]


async def test_an_order_can_be_changed(stores: Stores) -> None:
    await stores.subscriptions.put(SUBSCRIPTION)
    changed = replace(SUBSCRIPTION, schedule=Schedule((4,), time(18), "Europe/Berlin"), locale="en")
    await stores.subscriptions.put(changed)

    assert await stores.subscriptions.running(after=None, limit=9) == [changed]


async def test_an_order_over_one_that_has_changed(stores: Stores) -> None:
    moved = replace(SUBSCRIPTION, schedule=Schedule((4,), time(18), "Europe/Berlin"))
    assert not await stores.subscriptions.put(moved, over=SUBSCRIPTION)
    ended = replace(SUBSCRIPTION, state=Lifecycle.ENDED)
    await stores.subscriptions.put(ended)
    assert not await stores.subscriptions.put(moved, over=SUBSCRIPTION)
    assert await stores.subscriptions.get("T1", "S1") == ended
    assert await stores.subscriptions.put(SUBSCRIPTION, over=ended)
    assert await stores.subscriptions.get("T1", "S1") == SUBSCRIPTION


async def test_an_order_can_move_to_another_channel(stores: Stores) -> None:
    await stores.subscriptions.put(SUBSCRIPTION)
    await stores.subscriptions.put(replace(SUBSCRIPTION, id="S2", channel_id="C2"))
    moved = replace(SUBSCRIPTION, channel_id="C2")
    await stores.subscriptions.put(moved)

    assert await stores.subscriptions.running(after=None, limit=9) == [moved]
    assert await stores.subscriptions.of_channel("T1", "C1") is None


async def test_a_removed_order_is_gone(stores: Stores) -> None:
    await stores.subscriptions.put(SUBSCRIPTION)
    await stores.subscriptions.remove("T1", "S1")
    await stores.subscriptions.remove("T1", "S1")

    assert await stores.subscriptions.of_channel("T1", "C1") is None
    assert await stores.subscriptions.running(after=None, limit=9) == []


@pytest.mark.parametrize("text", ["ended", "moving", "is_archived", "missing_scope chat:write", "newer state"])
async def test_only_active_orders_are_active(stores: Stores, text: str) -> None:
    stopped = replace(SUBSCRIPTION, state=parse_state(text))
    await stores.subscriptions.put(stopped)

    assert await stores.subscriptions.running(after=None, limit=9) == []
    assert await stores.subscriptions.get("T1", "S1") == stopped


async def test_another_workspace_sees_and_ends_nothing(stores: Stores) -> None:
    await stores.subscriptions.put(SUBSCRIPTION)
    await stores.subscriptions.remove("T2", "S1")

    assert await stores.subscriptions.get("T2", "S1") is None
    assert await stores.subscriptions.of_channel("T2", "C1") is None
    assert await stores.subscriptions.running(after=None, limit=9) == [SUBSCRIPTION]


async def test_running_orders_come_page_by_page(stores: Stores) -> None:
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


MONDAY, NEXT_MONDAY, LATER = date(2026, 11, 23), date(2026, 11, 30), date(2026, 12, 7)
DIGEST = {
    "wx1": ProgramMemory(
        "3.0.0", "2.9.0", "share", {"3.0.0": Decimal("0.123456789")}, ("3.0.0",), frozenset({"roll-back"}), "x 1"
    ),
    "wx2": ProgramMemory(failure="wechat-refused 48001"),
}
FLEET = FleetDigestMemory.of(
    "#餐饮",
    {
        "wx1": Entry(Version.read("3.0.0"), Bounds(Decimal("0.0123456789"), Decimal("0.0123456789")), State.READ),
        "wx2": Entry(Version.read("2.30.1"), Bounds(Decimal("0.01"), Decimal("0.02")), State.ERROR),
        "wx3": Entry(None, None, State.REVOKED),
        "wx4": Entry(Version.read("3.0.0"), None, State.UNDETERMINED),
        "wx5": Entry(None, None, State.READ),
    },
)


class Shelf(NamedTuple):
    """One kind of digest's memories, an example, an empty one, and the other kind's memories."""

    memories: Any
    full: Any
    empty: Any
    others: Any


@pytest.fixture(params=["programs", "fleet"])
def shelf(request: pytest.FixtureRequest, database: Database | None) -> Shelf:
    digests: Any = SqlDigestMemories(database) if database else FakeDigestMemories()
    fleets: Any = SqlFleetDigestMemories(database) if database else FakeFleetDigestMemories()
    if request.param == "fleet":
        return Shelf(fleets, FLEET, FleetDigestMemory.of("fleet", {}), digests)
    return Shelf(digests, DIGEST, {}, fleets)


async def test_gives_back_what_was_kept(shelf: Shelf) -> None:
    await shelf.memories.keep("T1", "S1", MONDAY, shelf.empty, forget_before=None)
    await shelf.memories.keep("T1", "S1", MONDAY, shelf.full, forget_before=None)

    assert await shelf.memories.get("T1", "S1", MONDAY) == shelf.full
    assert await shelf.memories.get("T1", "S1", NEXT_MONDAY) is None
    assert await shelf.memories.get("T2", "S1", MONDAY) is None


async def test_deletes_older_ones(shelf: Shelf) -> None:
    memories = shelf.memories
    for team, subscription in [("T1", "S1"), ("T1", "S2"), ("T2", "S1")]:
        await memories.keep(team, subscription, MONDAY, shelf.full, forget_before=None)
    await memories.keep("T1", "S1", NEXT_MONDAY, shelf.full, forget_before=MONDAY)
    assert await memories.get("T1", "S1", MONDAY) == shelf.full

    await memories.keep("T1", "S1", LATER, shelf.full, forget_before=NEXT_MONDAY)

    assert await memories.get("T1", "S1", MONDAY) is None
    for team, subscription, day in [("T1", "S1", NEXT_MONDAY), ("T1", "S2", MONDAY), ("T2", "S1", MONDAY)]:
        assert await memories.get(team, subscription, day) == shelf.full


async def test_a_subscription_may_have_been_about_something_else(shelf: Shelf) -> None:
    await shelf.memories.keep("T1", "S1", MONDAY, shelf.full, forget_before=None)

    assert await shelf.others.get("T1", "S1", MONDAY) is None
    assert await shelf.memories.get("T1", "S1", MONDAY) == shelf.full


LOOK_AT = NOW + MINUTE
LOOKING = NOW + 3 * MINUTE


async def doubted(stores: Stores) -> Delivery:
    """A delivery whose answer got lost, as its poster has it."""
    claim = await sending(stores)
    await stores.deliveries.doubt(claim, look_at=LOOK_AT, reason=DeliveryReason.parse("unclear"))
    return claim


async def looking(stores: Stores) -> Delivery:
    """A delivery that this test looks for until `LOOKING`."""
    await doubted(stores)
    (look,) = await stores.deliveries.claim_looks(now=LOOK_AT, lease_until=LOOKING, limit=10)
    return look


async def test_doubt_keeps_what_the_look_needs(stores: Stores) -> None:
    claim = await doubted(stores)

    assert await kept(stores) == replace(
        claim, state=DeliveryState.UNKNOWN, started_at=NOW, lease_until=None, reason=DeliveryReason.parse("unclear")
    )
    assert await stores.deliveries.claim(now=LEASE + MINUTE, lease_until=LEASE, limit=10) == []
    assert await stores.deliveries.abandoned(now=LEASE + MINUTE) == []


async def test_the_row_says_where_the_post_went(stores: Stores) -> None:
    await stores.deliveries.record([SLOT])
    (claim,) = await stores.deliveries.claim(now=NOW, lease_until=LEASE, limit=10)
    assert await stores.deliveries.sending(replace(claim, channel_id="C2"), now=NOW)

    assert (await kept(stores)).channel_id == "C2"


async def test_a_look_waits_for_its_time_and_is_exclusive(stores: Stores) -> None:
    await doubted(stores)
    before = LOOK_AT - timedelta(microseconds=1)
    assert await stores.deliveries.claim_looks(now=before, lease_until=LOOKING, limit=10) == []

    (first,) = await stores.deliveries.claim_looks(now=LOOK_AT, lease_until=LOOKING, limit=10)
    assert (first.looks, first.attempt, first.lease_until) == (1, 1, LOOKING)
    assert await stores.deliveries.claim_looks(now=LOOK_AT, lease_until=LOOKING, limit=10) == []

    (second,) = await stores.deliveries.claim_looks(now=LOOKING, lease_until=LOOKING + MINUTE, limit=10)
    assert (second.looks, second.attempt) == (2, 1)


async def test_looks_are_limited_and_the_oldest_come_first(stores: Stores) -> None:
    rows = [replace(SLOT, id=f"D{number}", team_id=f"T{number}", due_at=NOW - number * MINUTE) for number in (1, 3, 2)]
    await stores.deliveries.record(rows)
    for claim in await stores.deliveries.claim(now=NOW, lease_until=LEASE, limit=10):
        assert await stores.deliveries.sending(claim, now=NOW)
        await stores.deliveries.doubt(claim, look_at=NOW, reason=DeliveryReason.parse("unclear"))

    first = await stores.deliveries.claim_looks(now=NOW, lease_until=LEASE, limit=2)
    second = await stores.deliveries.claim_looks(now=NOW, lease_until=LEASE, limit=2)
    assert [[look.id for look in some] for some in (first, second)] == [["D3", "D2"], ["D1"]]


async def test_a_look_that_found_nothing_is_repeated(stores: Stores) -> None:
    look = await looking(stores)
    await stores.deliveries.doubt(look, look_at=LOOK_AT + MINUTE, reason=DeliveryReason.parse("unclear"))

    assert await stores.deliveries.claim_looks(now=LOOK_AT, lease_until=LOOKING, limit=10) == []
    (again,) = await stores.deliveries.claim_looks(now=LOOK_AT + MINUTE, lease_until=LOOKING, limit=10)
    assert again.looks == 2


async def test_what_was_found_is_sent(stores: Stores) -> None:
    look = await looking(stores)
    await stores.deliveries.finish(look, DeliveryState.SENT, now=LOOKING, message_ts="1.2")

    assert ((await kept(stores)).state, (await kept(stores)).message_ts) == (DeliveryState.SENT, "1.2")
    assert await stores.deliveries.claim_looks(now=LEASE, lease_until=LEASE + MINUTE, limit=10) == []


async def test_what_is_not_there_is_due_again(stores: Stores) -> None:
    look = await looking(stores)
    await stores.deliveries.postpone(look, until=NOW, reason=DeliveryReason.parse("not-found"))
    (again,) = await stores.deliveries.claim(now=LOOKING, lease_until=LEASE, limit=10)

    assert (again.attempt, again.looks, again.started_at) == (2, 0, None)


async def test_unknown_for_good_is_looked_for_no_more(stores: Stores) -> None:
    look = await looking(stores)
    await stores.deliveries.finish(look, DeliveryState.UNKNOWN, now=LOOKING, reason=DeliveryReason.parse("no-history"))
    await stores.deliveries.doubt(look, look_at=LOOKING, reason=DeliveryReason.parse("again"))
    await stores.deliveries.postpone(look, until=LOOKING, reason=DeliveryReason.parse("again"))

    assert ((await kept(stores)).state, (await kept(stores)).reason) == (
        DeliveryState.UNKNOWN,
        DeliveryReason.parse("no-history"),
    )
    assert await stores.deliveries.claim_looks(now=LEASE, lease_until=LEASE + MINUTE, limit=10) == []
    await stores.deliveries.finish(look, DeliveryState.SENT, now=LEASE, message_ts="1.2")
    assert (await kept(stores)).state is DeliveryState.SENT


async def test_a_look_that_was_taken_over_changes_nothing(stores: Stores) -> None:
    lost = await looking(stores)
    (current,) = await stores.deliveries.claim_looks(now=LOOKING, lease_until=LEASE, limit=10)
    await stores.deliveries.postpone(lost, until=NOW, reason=DeliveryReason.parse("lost"))
    await stores.deliveries.doubt(lost, look_at=NOW, reason=DeliveryReason.parse("lost"))
    await stores.deliveries.finish(lost, DeliveryState.FAILED, now=NOW, reason=DeliveryReason.parse("lost"))

    assert await kept(stores) == current


async def test_the_poster_knows_better_than_the_look(stores: Stores) -> None:
    poster = await doubted(stores)
    (look,) = await stores.deliveries.claim_looks(now=LOOK_AT, lease_until=LOOKING, limit=10)
    await stores.deliveries.finish(poster, DeliveryState.SENT, now=LOOKING, message_ts="1.2")
    await stores.deliveries.postpone(look, until=NOW, reason=DeliveryReason.parse("not-found"))

    assert (await kept(stores)).message_ts == "1.2"
    assert await stores.deliveries.claim(now=LEASE, lease_until=LEASE, limit=10) == []


async def test_kinds_do_not_meet(stores: Stores) -> None:
    notice = replace(SLOT, id="N1", kind=DeliveryKind.NOTICE, slot=SLOT.slot + timedelta(days=7))
    alert = replace(SLOT, id="A1", kind=DeliveryKind.ALERT)

    assert await stores.deliveries.record([SLOT, notice, alert]) == 3
    assert await stores.deliveries.last("T1", "S1") == SLOT
    assert await stores.deliveries.last("T1", "S1", DeliveryKind.NOTICE) == notice


async def test_history_is_newest_first(stores: Stores) -> None:
    week = timedelta(days=7)
    rows = [
        replace(SLOT, id=f"D{number}", slot=SLOT.slot + number * week, due_at=NOW + number * week)
        for number in range(3)
    ]
    notice = replace(SLOT, id="N", kind=DeliveryKind.NOTICE, due_at=NOW + 3 * week)
    await stores.deliveries.record(
        [*rows, notice, replace(SLOT, id="X", team_id="T2"), replace(SLOT, id="Y", subject_id="S2")]
    )

    newest = await stores.deliveries.history("T1", "S1", limit=3)
    assert [kept.id for kept in newest] == ["N", "D2", "D1"]
