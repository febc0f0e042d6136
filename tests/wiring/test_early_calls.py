"""Calls before the next tick: a clock jump, a nudge, a routine with shown results."""

from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from bot.wiring.scheduler import Scheduler, Tick
from tests.fakes.clock import FakeClock
from tests.wiring.test_scheduler import NEVER_AGAIN, NOW, OFTEN, Counted


@pytest.mark.parametrize("ahead", [timedelta(minutes=1), timedelta(days=1)], ids=str)
async def test_a_jump_of_the_clock_calls_all(ahead: timedelta) -> None:
    """What is due by the new time does not wait for its tick."""
    clock, deliver, sweep = FakeClock(NOW), Counted(), Counted()
    scheduler = Scheduler(clock, [Tick("deliver", OFTEN, deliver), Tick("sweep", NEVER_AGAIN, sweep)])

    scheduler.start()
    await deliver.called(2)
    await sweep.called(1)
    clock.advance(ahead)
    await sweep.called(2)
    await scheduler.stop()

    assert sweep.calls[1] == NOW + ahead


async def test_a_nudge_does_not_wait_for_the_tick() -> None:
    """The awaited thing came, so it is called now; an unknown name does nothing."""
    sync, other = Counted(), Counted()
    scheduler = Scheduler(FakeClock(NOW), [Tick("sync", NEVER_AGAIN, sync), Tick("other", NEVER_AGAIN, other)])
    scheduler.start()
    await sync.called(1)
    await other.called(1)
    scheduler.nudge("sync", "unknown")
    await sync.called(2)
    await scheduler.stop()
    scheduler.nudge("sync")

    assert (len(sync.calls), len(other.calls)) == (2, 1)


async def test_what_came_of_a_call_is_shown_at_once() -> None:
    """The routine that shows it follows each call, failed or not."""
    sets, shows = Counted(lambda _: RuntimeError("made up")), Counted()
    ticks = [Tick("sets", NEVER_AGAIN, sets, then="shows"), Tick("shows", NEVER_AGAIN, shows)]
    scheduler = Scheduler(FakeClock(NOW), ticks)

    with capture_logs():
        scheduler.start()
        await shows.called(2)
        await scheduler.stop()

    assert (len(sets.calls), len(shows.calls)) == (1, 2)
