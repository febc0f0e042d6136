"""The scheduler: APScheduler as a clock only. What is owed is in our tables; a tick only starts a look at them."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final, Protocol

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger
from starlette.applications import Starlette
from starlette.types import Lifespan

from bot.errors import BotError, Stalled
from bot.lib.machine_time import machine_time
from bot.lib.work import Work, ignore
from bot.logs import request_scope
from bot.ports.machine import Clock
from bot.settings import Settings
from bot.slack.clients import SocketMode
from bot.usecases.app import ReadingApp
from bot.usecases.digest.send_now import FirstDigest, set_up_first_digest
from bot.usecases.home.onboarding import Onboarding
from bot.usecases.imports import AdoptImports
from bot.usecases.workspaces.install import JoinHome, JoinWorkspace

_log = structlog.get_logger(__name__)

JUMP: Final = timedelta(seconds=30)
"""A clock that is ahead by so much at once has jumped; a minute that a person moves the sandbox's by is one."""
TICKS_WITHIN: Final = timedelta(seconds=30)
"""A scheduler without a tick for so long has stopped."""
MOVES_WITHIN: Final = timedelta(minutes=10)
"""A call without progress for so long hangs."""
ENDS_WITHIN: Final = timedelta(minutes=1)
"""After it was cancelled; then another call begins beside it."""
CLOCK_EVERY: Final = timedelta(seconds=10)
"""How often the machine's clock is compared with what the routines wait for."""


class Routine(Protocol):
    """A use case that does what is owed and may be called at any time."""

    async def __call__(self, *, now: datetime) -> object:
        """Do what is owed at `now` (UTC)."""


class Stop(Protocol):
    """Ends what a routine left under way."""

    async def __call__(self, *, within: float) -> None:
        """Wait for it; after `within` seconds the rest is cancelled."""


@dataclass(frozen=True, slots=True)
class Tick:
    name: str
    every: timedelta
    routine: Routine
    limit: timedelta = MOVES_WITHIN
    """A call that has made no progress for so long is cancelled."""
    stop: Stop | None = None
    """For a routine whose calls return before all that they began is done."""
    then: str = ""
    """The routine that shows what came of a call: it does not wait for its own next tick."""


@dataclass
class _Call:
    """A call under way; times in monotonic seconds."""

    task: asyncio.Task[None]
    moved_at: float
    """When it began, or last made progress."""
    cancelled_at: float | None = None


class Called(Protocol):
    """Called after each call of a routine."""

    def __call__(self, routine: str, seconds: float, *, failed: bool) -> None:
        """Must be quick."""


class Scheduler:
    """Calls routines. One that still runs is not called again; one that fails is called again at its next tick.

    One that hangs is cancelled, and called again: what it waited for may never come.
    """

    def __init__(
        self,
        clock: Clock,
        ticks: Sequence[Tick] = (),
        called: Called = ignore,
        *,
        alive: Callable[[], None] = ignore,
        monotonic: Callable[[], float] = time.monotonic,
        clock_every: timedelta = CLOCK_EVERY,
    ) -> None:
        """Keep the routines; nothing ticks before `start`.

        Args:
            called: called after each call of a routine.
            alive: called at each tick; must be quick.
            monotonic: seconds.
            clock_every: how often the machine's clock is looked at.
        """
        self._clock = clock
        self._ticks: list[Tick] = []
        self._called = called
        self._alive = alive
        self._monotonic = monotonic
        self._clock_every = clock_every
        self._clock_watch: asyncio.Task[None] | None = None
        self._ticked_at = self._monotonic()
        self._worked_at: dict[str, float] = {}
        """When each routine last succeeded or made progress."""
        self._scheduler = AsyncIOScheduler(timezone=UTC)
        self._running: dict[str, _Call] = {}
        self._hanging: set[asyncio.Task[None]] = set()
        """Cancelled calls that do not end."""
        self._once_more: set[str] = set()
        self._stopped = False
        self._seen: tuple[datetime, float] | None = None
        """The clock's time when it was last asked, and when that was."""
        self.add(*ticks)

    def add(self, *ticks: Tick) -> None:
        """Call these, too, from `start` on."""
        self._ticks += ticks
        self._worked_at |= {tick.name: self._ticked_at for tick in ticks}

    def start(self) -> None:
        """Begin ticking, each routine at once and then at its interval. Needs a running event loop."""
        for tick in self._ticks:
            self._scheduler.add_job(
                self._tick,
                IntervalTrigger(seconds=tick.every.total_seconds(), timezone=UTC),
                args=[tick],
                id=tick.name,
                next_run_time=machine_time(),  # at once, by APScheduler's own clock
                coalesce=True,
                max_instances=1,
                misfire_grace_time=None,
            )
        self._scheduler.start()
        self._clock_watch = asyncio.create_task(self._watch_clock())

    def nudge(self, *names: str) -> None:
        """Call routines before their next tick, because what they waited for has come; running ones once more."""
        for tick in self._ticks:
            if tick.name in self._running and tick.name in names:
                self._once_more.add(tick.name)
            elif tick.name in names:
                self._begin(tick)

    def moved(self, name: str) -> None:
        """Take note of a routine's progress: it may run for as long as it makes some."""
        self._worked_at[name] = self._monotonic()
        if call := self._running.get(name):
            call.moved_at = self._worked_at[name]

    async def ticking(self) -> None:
        """Check that the clock still ticks."""
        if self._monotonic() - self._ticked_at > TICKS_WITHIN.total_seconds():
            raise Stalled(part="scheduler")

    async def working(self, name: str, *, within: timedelta) -> None:
        """Check that a routine succeeds or makes progress now and then."""
        if self._monotonic() - self._worked_at[name] > within.total_seconds():
            raise Stalled(part=name)

    async def stop(self, *, within: float = 2.0) -> None:
        """Stop ticking and wait for what runs; after `within` seconds the rest is cancelled.

        That loses nothing owed: whatever is on record is taken up again after the next start.
        """
        self._stopped = True
        if self._clock_watch:
            self._clock_watch.cancel()
        if self._scheduler.running:
            self._scheduler.shutdown()
            await asyncio.sleep(0)  # APScheduler shuts down in the loop's next round
        began = self._monotonic()
        if running := [*(call.task for call in self._running.values()), *self._hanging]:
            _, unfinished = await asyncio.wait(running, timeout=within)
            for task in unfinished:
                task.cancel()
            await asyncio.gather(*unfinished, return_exceptions=True)
        left = max(within - (self._monotonic() - began), 0)
        await asyncio.gather(*(tick.stop(within=left) for tick in self._ticks if tick.stop))

    async def _tick(self, tick: Tick) -> None:
        """Start a routine beside APScheduler, whose shutdown would cancel what runs inside it."""
        self._ticked_at = self._monotonic()
        self._alive()
        if call := self._running.get(tick.name):
            self._watch(tick, call)
        self._begin(tick)

    async def _watch_clock(self) -> None:
        """Call routines at once that wait for longer than their interval: the machine's clock was set back.

        APScheduler waits for times of that clock; this waits by the event loop's, which nobody sets.
        """
        while True:
            await asyncio.sleep(self._clock_every.total_seconds())
            now = machine_time()
            for tick in self._ticks:
                job = self._scheduler.get_job(tick.name)
                if job and job.next_run_time - now > tick.every + self._clock_every:
                    job.modify(next_run_time=now)

    def _watch(self, tick: Tick, call: _Call) -> None:
        now = self._monotonic()
        if call.cancelled_at is None:
            if now - call.moved_at > tick.limit.total_seconds():
                _log.error("a scheduled routine hangs and is cancelled", routine=tick.name)
                call.cancelled_at = now
                call.task.cancel()
        elif now - call.cancelled_at > ENDS_WITHIN.total_seconds():
            _log.critical("a cancelled routine does not end; it is called again beside it", routine=tick.name)
            del self._running[tick.name]
            self._hanging.add(call.task)

    def _begin(self, tick: Tick) -> None:
        if tick.name not in self._running and not self._stopped:
            task = asyncio.create_task(self._run(tick), name=tick.name)
            self._running[tick.name] = _Call(task, self._monotonic())
            task.add_done_callback(self._done)

    async def _run(self, tick: Tick) -> None:
        begun, failed = self._monotonic(), True
        with request_scope(routine=tick.name):
            try:
                now = await self._clock.now()
                self._look_at_clock(now)
                await tick.routine(now=now)
                self._worked_at[tick.name], failed = self._monotonic(), False
            except Exception:  # noqa: BLE001 - it is called again at its next tick
                _log.exception("a scheduled routine failed", routine=tick.name)
            finally:
                self._called(tick.name, self._monotonic() - begun, failed=failed)
        self.nudge(tick.then)

    def _look_at_clock(self, now: datetime) -> None:
        """When the clock has jumped, as a sandbox's or that of a machine which slept, call all routines at once."""
        before, self._seen = self._seen, (now, self._monotonic())
        if before is None:
            return
        then, at = before
        if now - then - timedelta(seconds=self._seen[1] - at) > JUMP:
            self.nudge(*(tick.name for tick in self._ticks))

    def _done(self, task: asyncio.Task[None]) -> None:
        name = task.get_name()
        if task in self._hanging:
            self._hanging.discard(task)
            return
        self._running.pop(name, None)
        if name in self._once_more:
            self._once_more.discard(name)
            self.nudge(name)


WORK_FINISHES_WITHIN: Final = 7.0
"""Seconds for answers and digests under way on SIGTERM; with the server's own shutdown below ten."""
_TRY_AGAIN_AFTER: Final = 10.0
_ONCE_ONLINE: Final = ("sync", "sweep")
"""Routines that find no workspace at their first tick after the installation; programs are listed and read for one."""


@dataclass(frozen=True)
class GoOnline:
    """Joins the workspace, sets up the environment's digest, and connects where Slack cannot call us."""

    join: JoinWorkspace | JoinHome
    app: ReadingApp
    first_digest: FirstDigest | None
    clock: Clock
    socket: SocketMode | None
    onboarding: Onboarding | None = None
    adopt: AdoptImports | None = None
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep

    async def __call__(self) -> None:
        """Retry until it is online: a bot that starts before its network is up, or meets a bug, still gets there."""
        while True:
            try:
                workspace = await self.join()
                if workspace and self.adopt:
                    await self.adopt(workspace.team_id)
                if workspace:
                    await set_up_first_digest(
                        self.app, workspace.team_id, self.first_digest, now=await self.clock.now()
                    )
                if self.socket:
                    await self.socket.connect()
                if workspace and self.onboarding:
                    await self.onboarding.installed(workspace.team_id, now=await self.clock.now())
            except BotError as error:
                _log.warning("not online yet; /readyz says which part is missing", error=str(error))
            except Exception:  # noqa: BLE001 - whatever it is, it may pass
                _log.exception("not online yet, for a reason that has no name")
            else:
                _log.info("online", workspace=workspace.team_id if workspace else "none yet")
                return
            await self.sleep(_TRY_AGAIN_AFTER)


def first_digest(settings: Settings) -> FirstDigest | None:
    schedule = settings.first_digest  # always: the first request would wait for the list of time zones
    if not settings.digest_channel:
        return None
    return FirstDigest(settings.digest_channel, schedule, settings.baselib_locale)


def lifespan_of(go_online: GoOnline, scheduler: Scheduler, work: Work) -> Lifespan[Starlette]:
    """Yield the lifespan of the HTTP application."""

    @asynccontextmanager
    async def lifespan(_pages: Starlette) -> AsyncIterator[None]:
        going_online = asyncio.create_task(go_online())
        going_online.add_done_callback(lambda done: None if done.cancelled() else scheduler.nudge(*_ONCE_ONLINE))
        scheduler.start()
        yield
        going_online.cancel()
        if go_online.socket:
            await go_online.socket.close()
        unfinished, _ = await asyncio.gather(
            work.drain(within=WORK_FINISHES_WITHIN), scheduler.stop(within=WORK_FINISHES_WITHIN)
        )
        if unfinished:
            _log.warning("answers were cut off", count=unfinished)

    return lifespan
