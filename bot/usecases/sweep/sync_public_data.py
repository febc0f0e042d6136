"""Keep WeChat's public numbers, once a day. They are optional: without them everything else works."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import structlog

from bot.domain.numbers.snapshot import snapshot_day
from bot.errors import WeChatBusy, WeChatUnreachable, WeChatUnreadable
from bot.lib.locks import OnlyOne, uncontended
from bot.ports.numbers import PublicSnapshots, PublicSource, WatchPublic
from bot.ports.sweep import Syncs, SyncState

_log = structlog.get_logger(__name__)

SOURCE: Final = "public"
REST: Final = timedelta(hours=1)
"""After a failure."""


@dataclass(frozen=True)
class SyncPublicData:
    """Asks once a Chinese day, called every minute, and after a failure not for an hour.

    The time of the question is written into the database before the question: neither a replica nor the next process
    after a crash asks again.
    """

    source: PublicSource
    snapshots: PublicSnapshots
    syncs: Syncs
    only_one: OnlyOne = uncontended
    watch: WatchPublic | None = None

    async def __call__(self, *, now: datetime) -> bool:
        """Do what is owed at `now` (UTC); returns whether a snapshot was kept.

        Raises:
            StorageUnavailable: the next call does it.
        """
        if not await self._due(now):
            return False
        async with self.only_one(SOURCE) as ours:
            return ours and await self._due(now) and await self._keep(now)

    async def _due(self, now: datetime) -> bool:
        state = await self.syncs.get(SOURCE)
        if state is None:
            return True
        if state.finished_at is not None:
            return snapshot_day(state.finished_at) != snapshot_day(now)
        return abs(now - state.started_at) >= REST  # a clock may have been set back

    async def _keep(self, now: datetime) -> bool:
        await self.syncs.put(SOURCE, SyncState(0, 0, now))
        try:
            snapshot = await self.source.read()
        except (WeChatBusy, WeChatUnreachable, WeChatUnreadable) as error:
            _log.warning("WeChat's public numbers could not be read", error=str(error))
            return False
        await self.snapshots.save(snapshot)
        if self.watch:
            await self.watch(now=now)
        await self.syncs.put(SOURCE, SyncState(1, 1, now, now))
        _log.info("WeChat's public numbers kept", day=snapshot.day.isoformat())
        return True
