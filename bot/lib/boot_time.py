"""Seconds since this machine was started, those in which it slept included."""

import time
from typing import Final

_CLOCK: Final = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)
"""Linux's monotonic clock stands while the machine is suspended; this one does not. Other systems have none."""


def boot_time() -> float:
    """Seconds; only differences mean something."""
    return time.clock_gettime(_CLOCK)
