"""Hundreds of digests due at one moment."""

from collections import Counter
from datetime import datetime

from bot.domain.digest.subscription import LATE_FROM
from tests.usecases.digest_world import DUE, SECOND, World

CHANNELS = 300


def posted_at(world: World) -> dict[str, datetime | None]:
    """When each channel got its digest."""
    return {posted.channel_id: posted.at for posted in world.messenger.posted}


async def test_they_are_spread_and_none_is_called_late() -> None:
    """Three hundred take over three quarters of a minute, one a channel, none marked late."""
    world = World()
    for number in range(CHANNELS):
        await world.add_subscription(f"C{number:03}")
    await world.run(DUE, DUE + LATE_FROM, every=2 * SECOND)

    times = [posted.at for posted in world.messenger.posted if posted.at]
    assert Counter(world.channels()) == Counter(f"C{number:03}" for number in range(CHANNELS))
    assert (max(times) - DUE).total_seconds() > 45
    assert max(Counter(times).values()) <= 25
    assert not any(row.late for row in world.deliveries.all())


async def test_the_spread_is_the_same_after_a_restart() -> None:
    """A death at the moment itself moves no channel."""
    places = []
    for restarts in (False, True):
        world = World()
        for number in range(60):
            await world.add_subscription(f"C{number:03}")
        await world.tick(DUE)
        if restarts:
            world.restart()
        await world.run(DUE, DUE + LATE_FROM, every=2 * SECOND)
        places.append(posted_at(world))

    assert len(set(places[0].values())) > 3
    assert places[0] == places[1]
