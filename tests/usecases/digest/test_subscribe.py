"""Ordering, changing, showing and ending a channel's digest."""

from dataclasses import replace
from datetime import date, time

import pytest

from bot.domain.delivery import DeliveryState, Schedule, SlackCode
from bot.domain.digest.subscription import PROGRAMS, Field, Paused, Scope, field_changes
from bot.domain.numbers.snapshot import Visible
from bot.domain.programs import Program
from bot.errors import NoSubscription, StaleControl, UnknownTag
from tests.fakes.programs import FakePrograms
from tests.usecases.digest_world import (
    CAFE,
    CHANNEL,
    DAY,
    DUE,
    FRIDAY,
    HOUR,
    MINUTE,
    MONDAY,
    MONDAY_9,
    SHOP,
    TEAM,
    USER,
    WEEK,
    World,
)

TUESDAY_18 = Schedule((1,), time(18, 0), "Europe/Berlin")
MONDAY_18 = Schedule((0,), time(18, 0), "Asia/Shanghai")


async def test_an_order_names_its_first_slot() -> None:
    """The answer has its first date, and that nothing was sent yet."""
    status = await World().subscribe(TEAM, CHANNEL, MONDAY_9, locale="zh-CN", owner_id=USER, now=FRIDAY)

    assert (status.subscription.channel_id, status.subscription.locale) == (CHANNEL, "zh-CN")
    assert status.next_slot is not None
    assert (status.next_slot.day, status.next_slot.due_at) == (MONDAY, DUE)
    assert status.last is None


async def test_changing_keeps_the_id_and_changes_the_rest() -> None:
    """A channel's second order replaces the first and keeps its records."""
    world = World()
    first = await world.add_subscription()

    changed = await world.subscribe(TEAM, CHANNEL, TUESDAY_18, locale="zh-CN", owner_id="U2", now=FRIDAY + HOUR)

    assert changed.subscription.id == first.id
    assert (changed.subscription.schedule, changed.subscription.locale) == (TUESDAY_18, "zh-CN")
    assert changed.subscription.owner_id == "U2"
    assert await world.subscriptions.active() == [changed.subscription]


async def test_programs_do_not_outlive_the_end() -> None:
    """An order resumed after Off is about the channel's own programs, like a new one."""
    world = World()
    await world.subscribe(TEAM, CHANNEL, MONDAY_9, locale="en", owner_id=USER, now=FRIDAY, appids=[SHOP.appid])
    await world.end(TEAM, CHANNEL)

    again = await world.subscribe(TEAM, CHANNEL, MONDAY_9, locale="en", owner_id=USER, now=FRIDAY + HOUR)

    assert again.subscription.appids == ()


async def test_programs_stay_unless_others_are_named() -> None:
    """Changing the time alone leaves the programs alone; naming programs replaces them."""
    world = World()
    world.programs.programs = [SHOP, CAFE]
    appids = [CAFE.appid, SHOP.appid, CAFE.appid]

    named = await world.subscribe(TEAM, CHANNEL, MONDAY_9, locale="en", owner_id=USER, now=FRIDAY, appids=appids)
    kept = await world.subscribe(TEAM, CHANNEL, MONDAY_18, locale="en", owner_id=USER, now=FRIDAY)
    none = await world.subscribe(TEAM, CHANNEL, MONDAY_18, locale="en", owner_id=USER, now=FRIDAY, appids=[])

    assert named.subscription.appids == kept.subscription.appids == (CAFE.appid, SHOP.appid)
    assert none.subscription.appids == ()


async def test_another_workspaces_program_is_refused() -> None:
    """Its form changes nothing."""
    world = World()

    with pytest.raises(StaleControl):
        await world.subscribe(TEAM, CHANNEL, MONDAY_9, locale="en", owner_id=USER, now=FRIDAY, appids=[CAFE.appid])

    assert await world.subscriptions.of_channel(TEAM, CHANNEL) is None


async def test_slots_before_the_order_are_not_owed() -> None:
    """An order made on Monday at 09:05 sends nothing before next Monday."""
    world = World()
    await world.add_subscription(at=DUE + 5 * MINUTE)

    await world.run(DUE + 5 * MINUTE, DUE + HOUR)
    assert world.channels() == []

    await world.tick(DUE + WEEK)
    assert world.channels() == [CHANNEL]


async def test_slots_before_a_change_of_time_are_not_owed() -> None:
    """Moving the order to an earlier hour of the day sends nothing at once."""
    world = World()
    await world.add_subscription(schedule=MONDAY_18)

    await world.subscribe(TEAM, CHANNEL, MONDAY_9, locale="en", owner_id=USER, now=DUE + HOUR)
    await world.run(DUE + HOUR, DUE + 2 * HOUR)

    assert world.channels() == []


async def test_changing_only_the_language_loses_no_slot() -> None:
    """A slot due just before is sent, in the new language."""
    world = World()
    await world.add_subscription()

    await world.subscribe(TEAM, CHANNEL, MONDAY_9, locale="zh-CN", owner_id=USER, now=DUE + MINUTE)
    await world.tick(DUE + MINUTE)

    assert world.channels() == [CHANNEL]
    assert "基础库" in str(world.messenger.posted[0].message.blocks)


async def test_a_later_hour_on_the_same_day_sends_no_second_digest() -> None:
    """One digest a date: the answer says that the next slot is a week later."""
    world = World()
    await world.add_subscription()
    await world.tick(DUE)

    status = await world.subscribe(TEAM, CHANNEL, MONDAY_18, locale="en", owner_id=USER, now=DUE + HOUR)
    await world.run(DUE + HOUR, DUE + DAY, every=HOUR)

    assert world.channels() == [CHANNEL]
    assert status.next_slot is not None
    assert status.next_slot.day == date(2026, 11, 30)


async def test_show_tells_the_next_slot_and_the_last_delivery() -> None:
    """After a delivery its outcome and the next moment are shown."""
    world = World()
    await world.add_subscription()
    await world.tick(DUE)

    status = await world.show(TEAM, CHANNEL, now=DUE + HOUR)

    assert status.last is not None
    assert (status.last.slot, status.last.state) == (MONDAY, DeliveryState.SENT)
    assert status.next_slot is not None
    assert status.next_slot.due_at == DUE + WEEK


async def test_programs_go_by_their_names() -> None:
    """Named programs that exist in the channel; others appear by AppID."""
    world = World(programs=FakePrograms(SHOP, CAFE))
    subscribed = await world.subscribe(
        TEAM, CHANNEL, MONDAY_9, locale="en", owner_id=USER, now=FRIDAY, appids=[CAFE.appid, SHOP.appid]
    )
    await world.rules.restrict(TEAM, CAFE.appid, ["C9"])
    changed = await world.subscribe(TEAM, CHANNEL, TUESDAY_18, locale="en", owner_id=USER, now=FRIDAY)
    shown = await world.show(TEAM, CHANNEL, now=FRIDAY)
    await world.subscribe(TEAM, CHANNEL, TUESDAY_18, locale="en", owner_id=USER, now=FRIDAY, appids=[SHOP.appid])

    assert subscribed.programs == (CAFE, SHOP)
    assert changed.programs == shown.programs == (SHOP,)
    assert shown.subscription.appids == (CAFE.appid, SHOP.appid)
    assert (await world.history(TEAM, CHANNEL)).programs == (SHOP,)


async def test_a_paused_order_has_no_next_slot() -> None:
    """A digest that will not come is not promised."""
    world = World()
    subscription = await world.add_subscription()
    await world.subscriptions.put(subscription.paused(SlackCode("is_archived")))

    status = await world.show(TEAM, CHANNEL, now=FRIDAY)

    assert (status.next_slot, status.subscription.state) == (None, Paused(SlackCode("is_archived")))


async def test_ordering_again_resumes_a_paused_order() -> None:
    """Saving the form mends a pause, without sending what was due meanwhile."""
    world = World()
    await world.subscriptions.put((await world.add_subscription()).paused(SlackCode("not_in_channel")))

    await world.add_subscription(at=DUE + HOUR)
    await world.run(DUE + HOUR, DUE + 2 * HOUR)
    assert world.channels() == []

    await world.tick(DUE + WEEK)
    assert world.channels() == [CHANNEL]


async def test_an_ended_digest_is_gone() -> None:
    """Nothing is left to show, end or send."""
    world = World()
    subscription = await world.add_subscription()

    assert await world.end(TEAM, CHANNEL) == subscription
    await world.tick(DUE)

    assert world.channels() == []
    with pytest.raises(NoSubscription):
        await world.show(TEAM, CHANNEL, now=DUE)
    with pytest.raises(NoSubscription):
        await world.end(TEAM, CHANNEL)


async def test_off_and_on_again_on_the_day_of_a_digest() -> None:
    """Ordering again sends no second digest on that date."""
    world = World()
    await world.add_subscription()
    await world.tick(DUE)

    await world.end(TEAM, CHANNEL)
    await world.add_subscription(at=DUE + HOUR, schedule=MONDAY_18)
    await world.run(DUE + HOUR, DUE + DAY, every=HOUR)

    assert world.channels() == [CHANNEL]


async def test_two_orders_at_once_make_one() -> None:
    """Two people who press the button together end up with one order."""
    world, other_process = World(), World()
    other_process.subscriptions = world.subscriptions
    other_process.restart()

    first = await world.add_subscription()
    second = await other_process.add_subscription()

    assert first.id == second.id
    assert len(await world.subscriptions.active()) == 1


@pytest.mark.parametrize("asked", ["show", "end"])
async def test_a_channel_without_a_digest(asked: str) -> None:
    """The answer says so."""
    world = World()

    with pytest.raises(NoSubscription):
        await (world.end(TEAM, CHANNEL) if asked == "end" else world.show(TEAM, CHANNEL, now=DUE))


async def test_another_workspace_sees_nothing() -> None:
    """An order belongs to its workspace, even with an equal channel id."""
    world = World()
    await world.add_subscription()

    with pytest.raises(NoSubscription):
        await world.end("T2", CHANNEL)

    assert (await world.show(TEAM, CHANNEL, now=FRIDAY)).next_slot is not None


async def test_scope_stays_until_it_is_changed() -> None:
    """Like programs; the audit log has it, and a resumed order begins anew."""
    world = World()
    fleet = Scope(fleet=True)
    await world.add_subscription()
    await world.subscribe(TEAM, CHANNEL, MONDAY_9, locale="en", owner_id=USER, now=FRIDAY, scope=fleet)
    moved = await world.subscribe(TEAM, CHANNEL, TUESDAY_18, locale="en", owner_id=USER, now=FRIDAY)
    await world.end(TEAM, CHANNEL)
    again = await world.add_subscription()
    entries = await world.audit.newest(TEAM, limit=10, subject=again.id)

    assert moved.subscription.scope == fleet
    assert again.scope == PROGRAMS
    assert (Field.SCOPE, "", "fleet") in field_changes(entries[-2])


async def test_a_channel_of_many_programs() -> None:
    """A first order is about all together, unless the channel has a program of its own."""
    many = [Program(Visible(f"wx{number}"), f"shop-{number}") for number in range(6)]
    world = World(programs=FakePrograms(*many))
    await world.channel_programs.put(TEAM, "C0OWN", "wx3")
    ordered = [
        await world.subscribe(TEAM, channel, MONDAY_9, locale="en", owner_id=USER, now=FRIDAY, scope=PROGRAMS)
        for channel in (CHANNEL, "C0OWN")
    ]

    assert [each.subscription.scope for each in ordered] == [Scope(fleet=True), PROGRAMS]


async def test_a_tag_that_no_program_has() -> None:
    """It is refused with a suggestion, and the order stays."""
    world = World(programs=FakePrograms(replace(SHOP, tags=("food",))))
    tagged = await world.subscribe(
        TEAM, CHANNEL, MONDAY_9, locale="en", owner_id=USER, now=FRIDAY, scope=Scope(fleet=True, tag="food")
    )
    with pytest.raises(UnknownTag) as refused:
        await world.subscribe(
            TEAM, CHANNEL, MONDAY_9, locale="en", owner_id=USER, now=FRIDAY, scope=Scope(fleet=True, tag="foot")
        )

    assert refused.value.params == {"tag": "foot", "suggestion": "food"}
    assert await world.subscriptions.of_channel(TEAM, CHANNEL) == tagged.subscription
