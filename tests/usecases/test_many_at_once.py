"""Hundreds of digests due at one moment."""

from collections import Counter
from datetime import datetime

from bot.blocks.message import Message
from bot.domain.due import LATE_FROM
from tests.fakes.messenger import FakeMessenger
from tests.usecases.digest_world import DUE, SECOND, World

CHANNELS = 300


class Watching(FakeMessenger):
    """Keeps when each post came."""

    def __init__(self) -> None:
        super().__init__()
        self.times: list[datetime] = []

    async def post(
        self, team_id: str, channel_id: str, message: Message, *, delivery_id: str = "", thread_ts: str = ""
    ) -> str:
        """As the fake."""
        self.times.append(self.now)
        return await super().post(team_id, channel_id, message, delivery_id=delivery_id, thread_ts=thread_ts)


async def test_they_are_spread_and_nobody_is_called_late() -> None:
    """Three hundred take more than three quarters of a minute, each channel gets one, and none says that it is late."""
    messenger = Watching()
    world = World(messenger=messenger)
    for number in range(CHANNELS):
        await world.order(f"C{number:03}")
    await world.run(DUE, DUE + LATE_FROM, every=2 * SECOND)

    assert Counter(world.channels()) == Counter(f"C{number:03}" for number in range(CHANNELS))
    assert (messenger.times[-1] - DUE).total_seconds() > 45
    assert max(Counter(messenger.times).values()) <= 25
    assert not any(row.late for row in world.deliveries.all())


async def test_the_spread_is_the_same_after_a_restart() -> None:
    """A process that dies at the moment itself changes nobody's place."""
    orders = []
    for restarts in (False, True):
        messenger = Watching()
        world = World(messenger=messenger)
        for number in range(60):
            await world.order(f"C{number:03}")
        await world.tick(DUE)
        if restarts:
            world.restart()
        await world.run(DUE, DUE + LATE_FROM, every=2 * SECOND)
        orders.append(world.channels())

    assert orders[0] == orders[1]
