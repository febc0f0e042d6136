"""A process dying at each edge: nothing twice, nothing lost silently."""

from contextlib import suppress

import pytest

from tests.usecases.digest_world import (
    CHANNEL,
    DAY,
    DUE,
    HOUR,
    MINUTE,
    MONDAY,
    Killed,
    World,
)


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
    """After any death before the commitment to post, the next process sends it once."""
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
    """After one between commitment and outcome: what arrived is found, else it is sent."""
    world.deliveries.die_before, world.deliveries.die_after = before, after
    await die(world)
    assert len(world.channels()) == posted

    world.restart()
    await world.run(DUE, DUE + DAY, every=5 * MINUTE)

    assert world.channels() == [CHANNEL]
    assert world.outcomes() == [(MONDAY, "sent", "")]


async def test_a_death_after_the_outcome_changes_nothing(world: World) -> None:
    """Once the outcome is on record the slot is done."""
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
