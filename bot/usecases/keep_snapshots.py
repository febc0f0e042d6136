"""The daily sweep: keep a snapshot of every program for every day."""

import asyncio
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

import structlog

from bot.domain.feed import Feed
from bot.domain.meaning import NO_PIN, Pin
from bot.domain.snapshot import snapshot_day
from bot.errors import (
    BotError,
    OperatorError,
    StorageUnavailable,
    TemporaryError,
    WeChatBusy,
    WeChatLimited,
    WeChatUnreachable,
)
from bot.ports import DistributionSource, Programs, Snapshots, Workspaces
from bot.usecases.judge_alerts import Watch, unwatched
from bot.usecases.take_snapshot import take_snapshot

_log = structlog.get_logger(__name__)

_AT_ONCE = 10
"""Readings in flight: httpx's pool slows down beyond that."""
_BATCH = 100
"""Snapshots in one transaction."""
_OPERATOR_MUST_ACT = timedelta(hours=1)
_WILL_PASS = timedelta(minutes=10)
_HOPELESS = 50
"""After so many failures in a row WeChat is down, and waiting for each of the other thousands would take hours."""


@dataclass
class Sweep:
    """What one sweep of a workspace did."""

    kept: int = 0
    failed: Counter[str] = field(default_factory=Counter)
    """Programs that could not be read, by the error's key."""
    gave_up: bool = False
    """WeChat seems to be down: the rest waits for the next sweep."""


@dataclass(frozen=True)
class KeepSnapshots:
    """Reads what has no snapshot today and thins out what is old. Called every few minutes; idle when all is kept."""

    source: DistributionSource
    snapshots: Snapshots
    programs: Programs
    workspaces: Workspaces
    pin: Pin = NO_PIN
    watch: Watch = unwatched
    _not_before: dict[tuple[str, str], datetime] = field(default_factory=dict, repr=False)
    """When a program that failed may be read again; losing it costs one reading each."""
    _thinned: dict[str, date] = field(default_factory=dict, repr=False)

    async def __call__(self, *, now: datetime) -> dict[str, Sweep]:
        """Sweep every workspace at `now` (UTC); returns what was done, by workspace id.

        Raises:
            StorageUnavailable: what was kept before stays.
        """
        return {
            workspace.team_id: await self._sweep(workspace.team_id, now) for workspace in await self.workspaces.all()
        }

    async def _sweep(self, team_id: str, now: datetime) -> Sweep:
        today = snapshot_day(now)
        kept = frozenset(await self.snapshots.appids_on(team_id, today))
        missing = (program.appid for program in await self.programs.all(team_id) if program.appid not in kept)
        sweeping = _Sweeping(self, team_id, now, missing)
        sweep = await sweeping()
        if sweep.kept or sweep.failed:
            _log.info("snapshots kept", team=team_id, kept=sweep.kept, failed=dict(sweep.failed), gave_up=sweep.gave_up)
        if self._thinned.get(team_id) != today:
            await self.snapshots.thin_out(team_id, today=today)
            self._thinned[team_id] = today
        return sweep

    def may_read(self, team_id: str, appid: str, now: datetime) -> bool:
        """Whether a program has not failed lately."""
        return self._not_before.get((team_id, appid), now) <= now

    def rest(self, team_id: str, appid: str, until: datetime) -> None:
        """Leave a program alone until then."""
        self._not_before[team_id, appid] = until


class _Sweeping:
    """One sweep of one workspace: a fixed number of workers over one iterator, so that memory stays flat."""

    def __init__(self, plan: KeepSnapshots, team_id: str, now: datetime, appids: Iterator[str]) -> None:
        self._plan = plan
        self._team_id = team_id
        self._now = now
        self._appids = appids
        self._unsaved: list[tuple[str, Feed]] = []
        self._saving = asyncio.Lock()
        self._failures_in_a_row = 0
        self._sweep = Sweep()

    async def __call__(self) -> Sweep:
        try:
            async with asyncio.TaskGroup() as workers:
                for _ in range(_AT_ONCE):
                    workers.create_task(self._work())
        except ExceptionGroup as errors:
            raise errors.exceptions[0] from errors
        await self._save()
        return self._sweep

    async def _work(self) -> None:
        for appid in self._appids:
            if self._sweep.gave_up:
                return
            if not self._plan.may_read(self._team_id, appid, self._now):
                continue
            try:
                feed = await self._plan.source.read(appid)
            except StorageUnavailable:
                raise  # concerns every program, not this one
            except (OperatorError, TemporaryError) as error:
                self._failed(appid, error)
                continue
            self._failures_in_a_row = 0
            self._unsaved.append((appid, feed))
            if len(self._unsaved) >= _BATCH:
                await self._save()

    def _failed(self, appid: str, error: BotError) -> None:
        _log.warning("a program could not be read", team=self._team_id, appid=appid, error=str(error))
        self._sweep.failed[error.key] += 1
        if isinstance(error, WeChatLimited):
            self._plan.rest(self._team_id, appid, error.until)
            return
        rest = _WILL_PASS if isinstance(error, TemporaryError) else _OPERATOR_MUST_ACT
        self._plan.rest(self._team_id, appid, self._now + rest)
        if isinstance(error, WeChatBusy | WeChatUnreachable):
            self._failures_in_a_row += 1
            self._sweep.gave_up |= self._failures_in_a_row >= _HOPELESS

    async def _save(self) -> None:
        """Keep what was read so far. The worker that fills a batch saves it: reading cannot run ahead of writing."""
        batch, self._unsaved = self._unsaved, []
        if not batch:
            return
        async with self._saving:
            remembered = await self._plan.snapshots.proved_readings(self._team_id, [appid for appid, _ in batch])
            taken = []
            for appid, feed in batch:
                taken.append(
                    take_snapshot(appid, feed, pin=self._plan.pin, remembered=remembered.get(appid), now=self._now)
                )
                await asyncio.sleep(0)  # a whole batch takes longer than the event loop should wait
            await self._plan.watch(self._team_id, taken, now=self._now)
            await self._plan.snapshots.save(self._team_id, taken)
        self._sweep.kept += len(batch)
