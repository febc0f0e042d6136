"""What the process asks of the system's memory allocator."""

import ctypes
from typing import Final

_M_ARENA_MAX: Final = -8
"""https://man7.org/linux/man-pages/man3/mallopt.3.html; the number is from glibc's malloc.h."""
_ARENAS: Final = 2


def share_memory() -> None:
    """Let all threads, also those to come, take their memory from two places; does nothing where there is no glibc.

    By itself glibc makes up to eight for each core, and each of them keeps what its busiest moment took. Every
    connection to SQLite has a thread, as has every look-up of a host, so the process would grow by what fifteen
    threads have needed at one time or another, long after they gave it back (docs/develop/performance.md). Python's own
    objects are made by one thread at a time, so the places are hardly fought over.
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt:
        mallopt(_M_ARENA_MAX, _ARENAS)
