"""The machine's clock is set back or ahead, and the machine stands still: the routines go on."""

import subprocess
import sys
from datetime import UTC, datetime, timedelta
from typing import Final

import pytest
import time_machine

from bot.lib.machine_time import machine_time
from bot.wiring.scheduler import Scheduler, Tick
from tests.fakes.clock import FakeClock
from tests.wiring.test_scheduler import OFTEN, Counted

NOW: Final = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
HOUR: Final = timedelta(hours=1)
SHORT: Final = timedelta(milliseconds=20)
SETTINGS: Final = [timedelta(minutes=-3), -6 * HOUR, -48 * HOUR, timedelta(minutes=3), 6 * HOUR]


@pytest.mark.parametrize("by", SETTINGS, ids=str)
async def test_a_clock_that_is_set_while_it_runs(by: timedelta) -> None:
    """Each routine is called again soon, the rare one, too, and then at its interval."""
    often, rare = Counted(), Counted()
    ticks = [Tick("often", OFTEN, often), Tick("rare", timedelta(minutes=2), rare)]
    with time_machine.travel(NOW) as journey:
        scheduler = Scheduler(FakeClock(NOW), ticks, clock_every=SHORT)
        scheduler.start()
        await often.called(3)
        await rare.called(1)
        journey.move_to(machine_time() + by)
        await often.called(len(often.calls) + 3)
        await rare.called(2)
        await scheduler.stop()

    assert len(rare.calls) == 2


async def test_a_clock_that_stays_right() -> None:
    """Nothing is called more often than at its interval."""
    often, rare = Counted(), Counted()
    ticks = [Tick("often", OFTEN, often), Tick("rare", HOUR, rare)]
    scheduler = Scheduler(FakeClock(NOW), ticks, clock_every=OFTEN)
    scheduler.start()
    await often.called(50)
    await scheduler.stop()

    assert len(rare.calls) == 1


HANGS: Final = """
import asyncio, threading
from datetime import timedelta
from functools import partial
from bot.lib.clock import SystemClock
from bot.lib.machine_time import stay_alive
from bot.wiring.scheduler import Scheduler, Tick

calls = 0

async def routine(*, now):
    global calls
    calls += 1
    if calls == 3:
        print("hangs", flush=True)
        threading.Event().wait()

async def main():
    ticks = [Tick("routine", timedelta(seconds=0.05), routine)]
    Scheduler(SystemClock(), ticks, alive=partial(stay_alive, timedelta(seconds=2))).start()
    await asyncio.Event().wait()

asyncio.run(main())
"""


def test_a_process_that_hangs_ends() -> None:
    """With 1, so that systemd and Docker start it again; the log shows where it stood."""
    ended = subprocess.run([sys.executable, "-c", HANGS], check=False, capture_output=True, text=True)  # noqa: S603 # our own script

    assert (ended.returncode, ended.stdout) == (1, "hangs\n")
    assert "in routine" in ended.stderr
