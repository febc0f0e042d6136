"""The daily sweep: keep a snapshot of every program for every day."""

import asyncio
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final

import structlog

from bot.domain.numbers.percentage_meaning import NO_PIN, Pin
from bot.domain.numbers.snapshot import snapshot_day
from bot.domain.numbers.visible import Visible
from bot.domain.sweep.pace import Window
from bot.lib.boot_time import boot_time
from bot.lib.ignoring import ignore
from bot.lib.isolation import Isolation
from bot.lib.locks import OnlyOne, uncontended
from bot.logs import new_request, request_scope
from bot.ports.numbers import PublicSnapshots, Snapshots, Watch
from bot.ports.sweep import DailyWork, ReadFailure, ReadFailures
from bot.ports.wechat import DistributionSource
from bot.ports.workspaces import Workspaces
from bot.usecases.report.read_failures import lasting
from bot.usecases.sweep.progress import Follow, Sweep
from bot.usecases.sweep.quota_guard import ReadingTurns
from bot.usecases.sweep.sweep_workspace import SAVE_WITHIN, Means, SweepWorkspace, plan_sweep

_log = structlog.get_logger(__name__)

_DAY: Final = timedelta(days=1)


@dataclass(frozen=True)
class DailySweep:
    """Reads the programs without today's snapshot.

    Called every minute; idle when everything due is kept. All that it must not forget is in the database: after a crash
    the next process or another replica goes on, and a program that was read, or that failed lately, is not read twice.
    """

    source: DistributionSource
    snapshots: Snapshots
    public: PublicSnapshots
    work: DailyWork
    workspaces: Workspaces
    read_failures: ReadFailures
    pin: Pin = NO_PIN
    watch: Watch | None = None
    window: Window | None = None
    """The hours over which a day's readings are spread; None for all at once."""
    only_one: OnlyOne = uncontended
    follow: Follow = ignore
    turns: ReadingTurns = field(default_factory=ReadingTurns)
    save_within: timedelta = SAVE_WITHIN
    seconds: Callable[[], float] = boot_time
    _last_days: dict[str, tuple[date, dict[Visible, date | None]]] = field(default_factory=dict, repr=False)
    """By workspace, of the programs that are left, good for one day: earlier ones do not change any more."""

    async def __call__(self, *, now: datetime) -> dict[str, Sweep]:
        """Sweep every workspace at `now` (UTC); returns the results by workspace id.

        Raises:
            Exception: the first workspace's failure, after all others were swept.
        """
        done, isolation = {}, Isolation()
        team_ids = [workspace.team_id for workspace in await self.workspaces.all()]
        for team_id in team_ids:
            with request_scope(new_request(), team=team_id), isolation.item():
                done[team_id] = await self._sweep(team_id, now)
        self._forget_all_but(team_ids)
        isolation.raise_first()
        return done

    def _forget_all_but(self, there: Collection[str]) -> None:
        """Report ended workspaces as gone: their numbers must not grow old in the metrics."""
        for team_id in self._last_days.keys() - set(there):
            del self._last_days[team_id]
            self.follow(Sweep(team_id, elsewhere=True))

    async def _sweep(self, team_id: str, now: datetime) -> Sweep:
        sweep, begun = Sweep(team_id), self.seconds()
        async with self.only_one(f"sweep {team_id}") as ours:
            if ours:
                await self._read(sweep, now)
            else:
                sweep.elsewhere = True
        sweep.seconds = self.seconds() - begun
        self.follow(sweep)
        if sweep.done:
            failed, gave_up = dict(sweep.failed.kinds), sweep.gave_up
            _log.info("snapshots kept", kept=sweep.kept, failed=failed, gave_up=gave_up)
        return sweep

    async def _read(self, sweep: Sweep, now: datetime) -> None:
        team_id, today = sweep.team_id, snapshot_day(now)
        unread = await self.work.unread(team_id, today)
        last_days = await self._days_before(today, team_id, unread.appids)
        read_failures = await self._still_failing(today, team_id, last_days)
        # What goes through all of 100,000 programs, each minute, would hold the event loop for half a second.
        plan = await asyncio.to_thread(plan_sweep, last_days, read_failures, window=self.window, now=now)
        sweep.programs, sweep.due, sweep.resting = unread.programs, len(plan.due), plan.resting
        sweep.kept_before = unread.programs - len(unread.appids)
        newest = today if sweep.kept_before else None
        await asyncio.to_thread(_record_ages, sweep, last_days.values(), newest)
        self.follow(sweep)
        means = Means(
            self.source,
            self.snapshots,
            self.public,
            self.read_failures,
            self.pin,
            self.watch,
            self.follow,
            self.turns,
            self.save_within,
            self.seconds,
        )
        working = SweepWorkspace(means, sweep, now, frozenset(read_failures))
        if plan.due:
            await working(plan.due)
            days = (day for appid, day in last_days.items() if appid not in working.kept)
            await asyncio.to_thread(_record_ages, sweep, days, today if working.kept else newest)

    async def _days_before(self, today: date, team_id: str, appids: Sequence[Visible]) -> dict[Visible, date | None]:
        """By program, in this order, the day of its newest snapshot before today."""
        day, known = self._last_days.get(team_id, (today, {}))
        if day != today:
            known = {}
        unknown = await asyncio.to_thread(lambda: [appid for appid in appids if appid not in known])
        found = await self.snapshots.last_days(team_id, unknown, before=today)
        last_days = await asyncio.to_thread(lambda: {appid: known.get(appid, found.get(appid)) for appid in appids})
        self._last_days[team_id] = today, last_days
        return last_days

    async def _still_failing(
        self, today: date, team_id: str, last_days: Mapping[Visible, date | None]
    ) -> Mapping[Visible, ReadFailure]:
        """The read failures that are not over; the others are deleted."""
        read_failures = await self.read_failures.all(team_id)
        others = [appid for appid in read_failures if appid not in last_days]
        read = await self.snapshots.last_days(team_id, others, before=today + _DAY)
        still = lasting(read_failures, {appid: last_days.get(appid, read.get(appid)) for appid in read_failures})
        if recovered := read_failures.keys() - still.keys():
            await self.read_failures.clear(team_id, recovered)
        return still


def _record_ages(sweep: Sweep, earlier: Iterable[date | None], newest: date | None) -> None:
    """Record how old the programs' newest numbers are.

    Args:
        earlier: the day of each program without today's; None where there is none.
        newest: today, if any program has its numbers.
    """
    days = list(earlier)
    sweep.unread = days.count(None)
    sweep.oldest = min(filter(None, days), default=newest)
