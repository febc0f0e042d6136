"""Configures the system's memory allocator."""

import ctypes
from typing import Final

_M_TRIM_THRESHOLD: Final = -1
_M_MMAP_THRESHOLD: Final = -3
_M_ARENA_MAX: Final = -8
"""https://man7.org/linux/man-pages/man3/mallopt.3.html; the numbers are from glibc's malloc.h."""
_ARENAS: Final = 2
_LARGE: Final = 256 << 10
_UNUSED: Final = 1 << 20


def share_memory() -> None:
    """Make all threads, including future ones, share two malloc arenas; does nothing without glibc.

    By default glibc creates up to eight arenas per core, and each keeps the memory of its busiest moment. Every SQLite
    connection has a thread, as has every host look-up, so the process would grow by what fifteen threads needed at one
    time or another, long after they freed it (docs/develop/performance.md). Python allocates its objects in one thread
    at a time, so there is hardly any contention for the arenas.

    Blocks from 256 KiB go back to the system as soon as they are freed, and so does an unused end of the heap from one
    megabyte: by default both limits rise with the largest block that was ever freed, up to 32 and 64 megabytes.
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt:
        mallopt(_M_ARENA_MAX, _ARENAS)
        mallopt(_M_MMAP_THRESHOLD, _LARGE)
        mallopt(_M_TRIM_THRESHOLD, _UNUSED)
