"""Caches what takes a moment to compute: until its snapshots change, or for a minute."""

import ctypes
from collections.abc import Awaitable, Callable, Hashable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Final, Generic, TypeVar

from cachetools import LRUCache

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")

RECENT: Final = timedelta(minutes=1)
"""How long `RecentCache` reuses a value."""

Taken = Mapping[date, datetime]
"""When the snapshot of each day was taken: a replaced one is newer."""


class VersionedCache(Generic[K, V]):
    """A bounded cache that drops the least recently used values first."""

    def __init__(self, most: int, weight: Callable[[V], int] = lambda _: 1) -> None:
        """Make one.

        Args:
            most: what all values together weigh at most.
        """
        self._known: LRUCache[K, tuple[int, V]] = LRUCache(most, lambda known: weight(known[1]))
        """With a hash for when the snapshots were taken: a year of days would take thirty kilobytes."""

    def __contains__(self, key: K) -> bool:
        """Whether there is a value at all, from whichever snapshots."""
        return key in self._known

    def holds(self, key: K, taken: Taken) -> bool:
        """Whether there is a value computed from exactly these snapshots."""
        known = self._known.get(key)
        return known is not None and known[0] == _hashed(taken)

    def __getitem__(self, key: K) -> V:
        """Return the value of a key for which `holds` is true."""
        return self._known[key][1]

    def remember(self, key: K, taken: Taken, value: V) -> V:
        """Store a value; returns it.

        Args:
            taken: of the snapshots actually read, not of those listed before: a snapshot replaced in between is then
                noticed next time.
        """
        self._known[key] = (_hashed(taken), value)
        return value


def _hashed(taken: Taken) -> int:
    return hash(frozenset(taken.items()))


class RecentCache(Generic[K, V]):
    """A bounded cache that reuses a value for a minute, None too, and drops the least recently used ones first."""

    def __init__(self, most: int) -> None:
        self._known: LRUCache[K, tuple[datetime, V]] = LRUCache(most)

    async def get(self, key: K, compute: Callable[[], Awaitable[V]], *, now: datetime) -> V:
        """Return the value as of `now` (UTC) or a moment ago; a failure to compute it is not kept."""
        known = self._known.get(key)
        if known is None or abs(now - known[0]) >= RECENT:
            known = self._known[key] = (now, await compute())
        return known[1]


_T = TypeVar("_T")


def batches(items: Sequence[_T], size: int) -> Iterator[Sequence[_T]]:
    """Slices of at most `size`."""
    return (items[start : start + size] for start in range(0, len(items), size))


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
