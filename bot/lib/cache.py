"""Caches what is computed from a program's snapshots until the snapshots change."""

from collections.abc import Hashable, Mapping
from datetime import date, datetime
from typing import Generic, TypeVar

from cachetools import LRUCache

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")

Taken = Mapping[date, datetime]
"""When the snapshot of each day was taken: a replaced one is newer."""


class VersionedCache(Generic[K, V]):
    """A bounded cache that drops the least recently used values first."""

    def __init__(self, most: int) -> None:
        self._known: LRUCache[K, tuple[Taken, V]] = LRUCache(most)

    def holds(self, key: K, taken: Taken) -> bool:
        """Whether there is a value computed from exactly these snapshots."""
        known = self._known.get(key)
        return known is not None and known[0] == taken

    def __getitem__(self, key: K) -> V:
        """The value of a key for which `holds` is true."""
        return self._known[key][1]

    def remember(self, key: K, taken: Taken, value: V) -> V:
        """Store a value; returns it.

        Args:
            key: of the value.
            taken: of the snapshots actually read, not of those listed before: a snapshot replaced in between is then
                noticed next time.
            value: computed from them.
        """
        self._known[key] = (taken, value)
        return value
