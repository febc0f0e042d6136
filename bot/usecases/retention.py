"""Delete what was kept for long enough."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final

import structlog

from bot.domain.retention import PERIODS
from bot.lib.work import Isolation, OnlyOne, uncontended
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
