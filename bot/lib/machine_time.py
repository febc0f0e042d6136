"""The machine's time, the time since it started, and a watch over a process that stands still."""

import faulthandler
import time
from datetime import UTC, datetime, timedelta
from typing import Final


def machine_time() -> datetime:
    """Return the present instant (aware, UTC), as the machine has it."""
    return datetime.now(UTC)  # noqa: TID251  # everything else uses a `Clock`


_CLOCK: Final = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)
"""Linux's monotonic clock stands while the machine is suspended; this one does not. Other systems have none."""


def boot_time() -> float:
    """Seconds; only differences mean something."""
    return time.clock_gettime(_CLOCK)


STANDS_STILL: Final = timedelta(minutes=5)
"""Longer than anything that comes back by itself; seconds in which the machine sleeps do not count."""
_STDERR: Final = 2


def stay_alive(within: timedelta = STANDS_STILL) -> None:
    """End this process with 1, unless this is called again in time; the log then shows where each thread stood.

    A thread outside Python waits, so that nothing in Python can keep it from that.
    """
    faulthandler.dump_traceback_later(within.total_seconds(), exit=True, file=_STDERR)
