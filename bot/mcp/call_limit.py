"""How often one person's agents may call."""

import time
from collections.abc import Callable, Hashable
from typing import Final

from cachetools import TTLCache

from bot.errors import TooManyCalls

PER_MINUTE: Final = 120
"""Calls of one person; an agent that asks about every program of a page stays far below."""
_MINUTE: Final = 60.0
_PEOPLE: Final = 10_000


class CallLimit:
    """Counts calls by person within a minute from the first one."""

    def __init__(self, per_minute: int = PER_MINUTE, *, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._per_minute = per_minute
        self._calls: TTLCache[Hashable, list[int]] = TTLCache(_PEOPLE, _MINUTE, timer=monotonic)

    def count(self, person: Hashable) -> None:
        """Count one call.

        Raises:
            TooManyCalls: the person has to wait.
        """
        calls = self._calls.get(person)
        if calls is None:
            calls = self._calls[person] = [0]
        if calls[0] >= self._per_minute:
            raise TooManyCalls(limit=self._per_minute)
        calls[0] += 1
