"""Notice that the clock was set back, and bring back what waits for a time that it has shown already."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

import structlog

from bot.ports.machine import SetBack

_log = structlog.get_logger(__name__)
_STEADY: Final = 4
"""Calls: a clock that is behind at the start has had its time to be set right, and the record is not ahead of it."""


@dataclass
class NoticeSetBack:
    """Called twice a minute. Looks at the record soon after the start, and while the clock is behind what it has shown.

    All that time, because what began before may still write moments of that time.
    """

    bring_back: SetBack
    _newest: datetime | None = field(default=None, init=False)
    """The latest time that the clock has shown."""
    _last: datetime | None = field(default=None, init=False)
    _steady: int = field(default=0, init=False)
    """Calls since the start, or since the clock was set back."""

    async def __call__(self, *, now: datetime) -> int:
        """Do what is owed at `now` (UTC); returns how many rows were brought back.

        Raises:
            StorageUnavailable: the next call does it.
        """
        just, count = self._last is not None and now < self._last, 0
        self._steady = 0 if just else self._steady + 1
        if self._steady == _STEADY or (self._newest and now < self._newest):
            count = await self.bring_back(now=now, just=just)
        if just:
            _log.warning("the clock was set back", shown=str(self._newest), rows=count)
        self._last, self._newest = now, max(self._newest or now, now)
        return count
