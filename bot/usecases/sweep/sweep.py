"""The daily sweep: keep a snapshot of every program for every day."""

import asyncio
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final

import structlog

from bot.domain.numbers.public import public_shares
from bot.domain.numbers.snapshot import Snapshot, Visible, snapshot_day
from bot.domain.numbers.version import NO_PIN, Feed, Pin
from bot.domain.sweep import MOST_AT_ONCE, Window
from bot.errors import BotError, OperatorError, StorageUnavailable, TemporaryError
from bot.lib.machine_time import boot_time
from bot.lib.work import Isolation, OnlyOne, first_error, ignore, uncontended
from bot.logs import new_request, request_scope
from bot.ports.numbers import PublicSnapshots, Snapshots, Watch
from bot.ports.slack import Workspaces
from bot.ports.sweep import DailyWork, ReadFailure, ReadFailures
from bot.ports.wechat import DistributionSource
from bot.usecases.report.read import (
    HOPELESS,
    lasting,
    may_be_everybodys,
    read_failure_of,
    stops_everything,
    take_snapshot,
)
from bot.usecases.sweep.progress import Follow, Sweep
from bot.usecases.sweep.quota_guard import ReadingTurns

_log = structlog.get_logger(__name__)

BATCH: Final = 100
"""Answers kept in one transaction."""
SAVE_WITHIN: Final = timedelta(milliseconds=250)
"""How long an answer stays only in memory: after a crash the programs of that time are read again."""

Answer = Feed | BotError


@dataclass(frozen=True, slots=True)
class Readings:
    """What came of reading some programs."""

    taken: Mapping[str, Snapshot] = field(default_factory=dict)
    """What WeChat showed, by AppID, of those that could be read. A newer snapshot may be kept, by another clock."""
    errors: Mapping[str, BotError] = field(default_factory=dict)
    """Why others could not be, by AppID; the rest were not tried any more."""
    begun: Mapping[str, float] = field(default_factory=dict)
    """By AppID, the machine's seconds (`bot.lib.machine_time`) right before WeChat was asked for what was taken."""


@dataclass(frozen=True)
class SweepDependencies:
    source: DistributionSource
    snapshots: Snapshots
    public: PublicSnapshots
    read_failures: ReadFailures
    pin: Pin
    watch: Watch | None
    follow: Follow
    turns: ReadingTurns
    save_within: timedelta = SAVE_WITHIN
    seconds: Callable[[], float] = boot_time


@dataclass
class SweepWorkspace:
    """Reads programs and keeps each snapshot or read failure."""

    means: SweepDependencies
    sweep: Sweep
    """Updated on the way."""
    now: datetime
    """UTC; when the sweep began."""
    troubled: frozenset[str]
    """Programs that could not be read the last time."""
    kept: set[str] = field(default_factory=set)
    """Programs whose snapshots were saved."""
    failed: Callable[[str, BotError], None] = ignore
    """Called with each program that could not be read."""
    took: Callable[[Snapshot, float], None] = ignore
    """Called with each snapshot that was saved, and its `Readings.begun`."""
    _began: float = field(init=False)
    _unsaved: list[tuple[Visible, Answer, float]] = field(default_factory=list)
    _saving: asyncio.Lock = field(default_factory=asyncio.Lock)
    _finished: asyncio.Event = field(default_factory=asyncio.Event)
    _failures_in_a_row: int = 0

    def __post_init__(self) -> None:
        self._began = self.means.seconds()

    async def __call__(self, appids: Iterable[Visible]) -> None:
        """Read all of them. When cancelled, save what was read.

        Raises:
            StorageUnavailable: what was saved before stays.
        """
        rest = iter(appids)
        try:
            with first_error():
                async with self.means.turns.adapting(), asyncio.TaskGroup() as tasks:
                    workers = [tasks.create_task(self._work(rest)) for _ in range(MOST_AT_ONCE)]
                    tasks.create_task(self._save_often())
                    await asyncio.wait(workers)
                    self._finished.set()
        except asyncio.CancelledError:
            with suppress(StorageUnavailable):
                await self._save()
            raise

    async def _work(self, appids: Iterator[Visible]) -> None:
        turns = self.means.turns
        for appid in appids:
            if self.sweep.gave_up:
                return
            await turns.begin()
            begun = self.means.seconds()
            try:
                answer: Answer = await self.means.source.read(appid)
            except StorageUnavailable:
                raise  # concerns every program, not this one
            except (OperatorError, TemporaryError) as error:
                answer = error
            finally:
                turns.end()
            self._take(appid, answer, begun)
            if len(self._unsaved) >= BATCH:
                await self._save()  # the worker that fills a batch saves it: reading cannot run ahead of writing

    def _take(self, appid: Visible, answer: Answer, begun: float) -> None:
        if isinstance(answer, BotError):
            self._count_failure(appid, answer)
            self.failed(appid, answer)
            if stops_everything(answer):
                return  # not about the program
        else:
            self._failures_in_a_row = 0
        self._unsaved.append((appid, answer, begun))
        self.means.follow(self.sweep)

    def _count_failure(self, appid: str, error: BotError) -> None:
        team = self.sweep.team_id
        _log.warning("a program could not be read", team=team, appid=appid, error=str(error))
        self.sweep.failed.add(error)
        if may_be_everybodys(error):
            self._failures_in_a_row += 1
        if stops_everything(error) or self._failures_in_a_row >= HOPELESS:
            self.sweep.gave_up = True

    async def _save_often(self) -> None:
        while not self._finished.is_set():
            with suppress(TimeoutError):
                async with asyncio.timeout(self.means.save_within.total_seconds()):
                    await self._finished.wait()
            await self._save()
        await self._save()  # what came while the one before was saved

    async def _save(self) -> None:
        """Save the answers so far; what could not be saved is retried by the next call."""
        async with self._saving:
            batch, self._unsaved = self._unsaved, []
            if not batch:
                return
            try:
                await self._keep_read_failures([(appid, answer) for appid, answer, _ in batch])
                await self._keep_snapshots(
                    [(appid, answer, begun) for appid, answer, begun in batch if isinstance(answer, Feed)]
                )
            except BaseException:
                self._unsaved = batch + self._unsaved
                raise

    async def _keep_read_failures(self, batch: list[tuple[Visible, Answer]]) -> None:
        """Before the snapshots: after a crash in between the program is read again, and no old failure stays."""
        team, read_failures = self.sweep.team_id, self.means.read_failures
        if new := [
            read_failure_of(appid, answer, now=self.now) for appid, answer in batch if isinstance(answer, BotError)
        ]:
            await read_failures.note(team, new)
        if recovered := [appid for appid, answer in batch if isinstance(answer, Feed) and appid in self.troubled]:
            await read_failures.clear(team, recovered)

    async def _keep_snapshots(self, batch: list[tuple[Visible, Feed, float]]) -> None:
        if not batch:
            return
        team, snapshots = self.sweep.team_id, self.means.snapshots
        pin, now, appids = self.means.pin, self.now, [appid for appid, _, _ in batch]
        remembered = await snapshots.proved_readings(team, appids)
        users = await snapshots.users(team, appids, until=snapshot_day(now))
        public = public_shares(await self.means.public.latest(), of=snapshot_day(now))
        taken = []
        for appid, feed, begun in batch:
            reading, people, at = remembered.get(appid), users.get(appid), now + self._after(begun)
            taken.append(take_snapshot(appid, feed, pin=pin, remembered=reading, public=public, users=people, now=at))
            await asyncio.sleep(0)  # a whole batch takes longer than the event loop should wait
        kept = await snapshots.save(team, taken)
        if self.means.watch:
            await self.means.watch(team, now=now)
        self.kept.update(appids)
        for each, (_, _, begun) in zip(kept, batch, strict=True):
            self.took(each, begun)
        self.sweep.kept += len(batch)
        self.means.follow(self.sweep)

    def _after(self, begun: float) -> timedelta:
        """How long after the sweep began, in whole seconds: that of a large fleet takes minutes."""
        return timedelta(seconds=int(begun - self._began))


@dataclass(frozen=True)
class ReadNow:
    """As the sweep does: ten at once, and the last calls of their quotas are left to people."""

    means: SweepDependencies

    async def __call__(self, team_id: str, appids: Collection[str], *, now: datetime) -> Readings:
        """Keep a snapshot, or the failure, of each.

        Raises:
            StorageUnavailable: what was saved before stays.
        """
        errors, taken, begun = dict[str, BotError](), dict[str, Snapshot](), dict[str, float]()

        def took(snapshot: Snapshot, at: float) -> None:
            taken[snapshot.appid], begun[snapshot.appid] = snapshot, at

        reading = SweepWorkspace(
            self.means, Sweep(team_id), now, frozenset(appids), failed=errors.__setitem__, took=took
        )
        await reading([Visible(appid) for appid in appids])
        if unknown := [each.appid for each in taken.values() if not each.judgement.known]:
            await self.means.snapshots.judge_again(team_id, unknown)
            taken |= await self.means.snapshots.newest(team_id, unknown, before=date.max)
        return Readings(taken, errors, begun)


@dataclass(frozen=True)
class SweepPlan:
    due: tuple[Visible, ...]
    """AppIDs, in the fleet's order."""
    resting: Counter[str]
    """Programs that failed lately and are left alone, by the error's key."""


def plan_sweep(
    last_days: Mapping[Visible, date | None],
    read_failures: Mapping[Visible, ReadFailure],
    *,
    window: Window | None,
    now: datetime,
) -> SweepPlan:
    """Plan a sweep.

    Args:
        last_days: of the programs without today's snapshot, in the fleet's order, the day of the newest earlier one;
            None where there is none.
        read_failures: why programs could not be read the last time, and still have not been.
        window: the hours over which a day's readings are spread; None for all at once. A program that was never read
            does not wait for them, and after the end of the window everything is due.
    """
    due, resting = list[Visible](), Counter[str]()
    for appid, last_day in last_days.items():
        read_failure = read_failures.get(appid)
        if read_failure and read_failure.not_before > now:
            resting[read_failure.error_key] += 1
        elif window is None or last_day is None or window.has_come(appid, now):
            due.append(appid)
    return SweepPlan(tuple(due), resting)


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
        means = SweepDependencies(
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
        """Return the read failures that are not over; the others are deleted."""
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
