"""Slots are written down page by page."""

from bot.usecases.delivery.deliver_due import RecordDueSlots
from tests.usecases.digest_world import DUE, MINUTE, SECOND, WEEK, World


async def many(count: int) -> World:
    """A workspace of many channels, each with its digest."""
    world = World()
    for number in range(count):
        await world.add_subscription(f"C{number:03}")
    return world


async def test_each_call_takes_a_page() -> None:
    """A call handles at most a page of orders, and some calls reach all."""
    world = await many(25)
    record = RecordDueSlots(world.subscriptions, world.deliveries, world.workspaces, page=10)

    assert [await record(now=DUE + number * SECOND) for number in range(4)] == [10, 10, 5, 0]
    assert len(world.deliveries.all()) == 25


async def test_the_round_begins_again() -> None:
    """Week after week, even with full last pages and vanished orders."""
    world = await many(20)
    record = RecordDueSlots(world.subscriptions, world.deliveries, world.workspaces, page=10)
    assert sum([await record(now=DUE + number * SECOND) for number in range(4)]) == 20
    for number in range(15):
        await world.end("T1", f"C{number:03}")

    assert sum([await record(now=DUE + WEEK + number * SECOND) for number in range(4)]) == 5


async def test_a_change_counts_at_once() -> None:
    """What is remembered of an order counts only while it is unchanged."""
    world = await many(3)
    record = RecordDueSlots(world.subscriptions, world.deliveries, world.workspaces)
    await record(now=DUE - MINUTE)
    await world.end("T1", "C001")

    assert await record(now=DUE) == 2
