"""A clock that jumps, as a sandbox's does, or that of a machine which slept."""

from datetime import timedelta

import pytest

from bot.wiring.scheduler import Scheduler, Tick
from tests.fakes.clock import FakeClock
from tests.wiring.test_scheduler import NEVER_AGAIN, NOW, OFTEN, Counted


@pytest.mark.parametrize("ahead", [timedelta(minutes=1), timedelta(days=1)], ids=str)
async def test_a_jump_of_the_clock_calls_all(ahead: timedelta) -> None:
    """What is due by the new time does not wait for its next tick."""
    clock, deliver, sweep = FakeClock(NOW), Counted(), Counted()
    scheduler = Scheduler(clock, [Tick("deliver", OFTEN, deliver), Tick("sweep", NEVER_AGAIN, sweep)])

    scheduler.start()
    await deliver.called(2)
    await sweep.called(1)
    clock.advance(ahead)
    await sweep.called(2)
    await scheduler.stop()

    assert sweep.calls[1] == NOW + ahead
