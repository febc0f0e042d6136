"""What is worked out from a program's snapshots, remembered for as long as the same ones are kept."""

from collections.abc import Hashable, Mapping
from datetime import date, datetime
from typing import Generic, TypeVar

from cachetools import LRUCache

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")

Taken = Mapping[date, datetime]
"""When the snapshot of each day was taken: one that is replaced is newer."""


class VersionedCache(Generic[K, V]):
    """So many values, those asked for longest ago forgotten first."""

    def __init__(self, most: int) -> None:
        self._known: LRUCache[K, tuple[Taken, V]] = LRUCache(most)

    def holds(self, key: K, taken: Taken) -> bool:
        """Whether a value is known that was worked out from just these snapshots."""
        known = self._known.get(key)
        return known is not None and known[0] == taken

    def __getitem__(self, key: K) -> V:
        """A value that `holds` knows of."""
        return self._known[key][1]

    def remember(self, key: K, taken: Taken, value: V) -> V:
        """Keep a value; returns it.

        Args:
            key: what it is asked for by.
            taken: of the snapshots that were read, not of those listed before: one that was replaced in between is
                then seen next time.
            value: worked out from them.
        """
        self._known[key] = (taken, value)
        return value
