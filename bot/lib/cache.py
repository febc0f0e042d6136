"""What is worked out from a program's snapshots, remembered for as long as the same ones are kept."""

from collections import OrderedDict
from collections.abc import Hashable, Mapping
from datetime import date, datetime
from typing import Generic, TypeVar

from bot.lib.lru import put_last

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")

Taken = Mapping[date, datetime]
"""When the snapshot of each day was taken: one that is replaced is newer."""


class Remembered(Generic[K, V]):
    """So many values, those asked for longest ago forgotten first."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._known: OrderedDict[K, tuple[Taken, V]] = OrderedDict()

    def holds(self, key: K, taken: Taken) -> bool:
        """Whether a value is known that was worked out from just these snapshots."""
        if key not in self._known or self._known[key][0] != taken:
            return False
        self._known.move_to_end(key)
        return True

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
        put_last(self._known, key, (taken, value), most=self._most)
        return value
