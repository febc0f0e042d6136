"""Delete what is old, and bring back what a clock ahead has put off."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final

import structlog

from bot.domain.retention import PERIODS
from bot.lib.work import Isolation, OnlyOne, uncontended
from bot.ports.machine import SetBack
from bot.ports.sweep import OldRows

_log = structlog.get_logger(__name__)

MOST: Final = 10_000
"""Rows of each kind in one call; the next call goes on."""


@dataclass
class DeleteOldRows:
    """Called every few minutes; once a day there is something to do."""

    old_rows: OldRows
    only_one: OnlyOne = uncontended
    _done_on: date | None = field(default=None, repr=False)

    async def __call__(self, *, now: datetime) -> int:
        """Delete some of what is too old at `now` (UTC); returns how many rows.

        Raises:
            StorageUnavailable: the next call goes on.
        """
        if self._done_on == now.date():
            return 0
        deleted, isolation, finished = 0, Isolation(), True
        async with self.only_one("old rows") as ours:
            if not ours:
                return 0
            for what, period in PERIODS.items():
                with isolation.item(rows=what):
                    count = await self.old_rows.delete(what, before=now - period, limit=MOST)
                    deleted += count
                    finished &= count < MOST
                    if count:
                        _log.info("old rows were deleted", rows=what, count=count)
        isolation.raise_first()
        if finished:
            self._done_on = now.date()
        return deleted


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
