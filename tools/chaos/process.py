"""A part of the bot in a process of its own, which looks for work whenever a line comes over a socket."""

import asyncio
import contextlib
import json
import os
import signal
import tempfile
import traceback
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, nullcontext
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import IO, Any, Final
from uuid import uuid4

import time_machine
from pydantic import TypeAdapter

from bot.assembly.assemble import assemble
from bot.charts.drawer import ChartWorker
from bot.domain.decisions.decision import Decision, Origin, RunStatus, State
from bot.errors import BotError, StorageUnavailable
from bot.lib.work import ignore
from bot.ports.decisions import Decisions
from bot.ports.machine import Clock
from bot.settings import Settings
from bot.slack.errors import SlackRateLimit
from bot.storage.claims import SqlClaims
from bot.storage.deliveries import SqlDeliveries, as_given
from bot.storage.engine.limits import Limits
from bot.usecases.app import App
from bot.usecases.decisions.change import AdvanceRuns, advance_decisions, start_setting, turn_run
from bot.usecases.everything import UseCases
from bot.wiring.core import Core, open_core
from bot.wiring.ports import open_ports
from bot.wiring.routines import open_rollouts
from bot.wiring.slack import open_slack
from tests.forked import Forked
from tests.forkserver import Call
from tools import ROOT
from tools.chaos.plan import KillingStore, KillPoint, Kind, Trap, kill_at_call, kill_self
from tools.sandbox.launch import TEAM_ID

LIMITS: Final = Limits()
SETS: Final = "U0CARLA"
RESUMES: Final = "U0ALICE"
UNTOUCHED: Final = timedelta(seconds=0.3)
"""How long a claimed call is left to its holder here: it takes milliseconds, unless its holder was killed."""

Press = Callable[[Decision, Origin], Awaitable[Decision]]


@dataclass(frozen=True, slots=True)
class ProcessPlan:
    environment: dict[str, str]
    """The bot's settings by their names."""
    kill_point: KillPoint = field(default_factory=KillPoint)
    skew_s: float = 0.0
    """How far the clock that it goes by is ahead of the others', in seconds."""
    sets: bool = False
    machine_ahead_s: float = 0.0
    """How far its machine's clock is ahead, in seconds: what it goes by only where no shared clock is."""


_PLANS: Final = TypeAdapter(ProcessPlan)


@dataclass(frozen=True, slots=True)
class SkewedClock:
    """A clock that is wrong by some seconds."""

    clock: Clock
    skew: timedelta

    async def now(self) -> datetime:
        return await self.clock.now() + self.skew


@dataclass
class Hurry:
    """Waits without waiting: the pace between posts is kept in the sandbox's time."""

    seconds: float = 0.0

    def monotonic(self) -> float:
        """Seconds, as far as it has come."""
        return self.seconds

    async def sleep(self, seconds: float) -> None:
        self.seconds += seconds


@dataclass(frozen=True, slots=True)
class Delivering:
    usecases: UseCases
    clock: Clock
    hurry: Hurry

    async def tick(self) -> None:
        """One call of the reconciler."""
        now = await self.clock.now()
        self.hurry.seconds = max(self.hurry.seconds, now.timestamp())
        await self.usecases.revive_workspaces(now=now)
        await self.usecases.deliver_due(now=now)


@dataclass(frozen=True, slots=True)
class Setting:
    """What people and the bot do at each tick to set minimums."""

    app: App
    clock: Clock
    runs: AdvanceRuns
    decisions: Decisions

    async def tick(self) -> None:
        """Press what waits for a person, then let the scheduler look."""
        now = await self.clock.now()
        for decision in await self.decisions.of_team(TEAM_ID, limit=3):
            if button := self._button(decision):
                press, person = button
                try:
                    await press(decision, Origin(person, now))
                except StorageUnavailable:
                    raise
                except BotError:  # a person reads it: another was quicker, or WeChat cannot be read
                    continue
        await advance_decisions(self.app, now=now)
        await self.runs(now=now)

    def _button(self, decision: Decision) -> tuple[Press, str] | None:
        """Return the button of a card that waits to be pressed, and by which person: "Set now", or "Resume"."""
        if decision.state is State.APPROVED:
            return partial(start_setting, self.app), SETS
        if (run := decision.active_run) and run.stands:
            return partial(turn_run, self.app, status=RunStatus.RUNNING), RESUMES
        return None


Part = Delivering | Setting


@asynccontextmanager
async def working(plan: ProcessPlan, *, limits: Limits = LIMITS) -> AsyncIterator[Part]:
    """Yield the part that delivers or sets minimums, over stores and a client that may kill it."""
    settings = Settings.model_validate({name.lower(): value for name, value in plan.environment.items()})
    hurry = Hurry()
    pace = SlackRateLimit(monotonic=hurry.monotonic, sleep=hurry.sleep)
    async with open_core(settings, limits=limits) as opened, open_slack(opened, pace) as slack:
        core = _killing(opened, plan)
        usecases = assemble(open_ports(core, slack, ChartWorker()), core.options)
        clock = SkewedClock(core.clock, timedelta(seconds=plan.skew_s))
        if not plan.sets:
            yield Delivering(usecases, clock, hurry)
            return
        async with open_rollouts(core, usecases.may_set, ignore) as runs:
            yield Setting(usecases, clock, runs, core.repositories.decisions)


def _killing(core: Core, plan: ProcessPlan) -> Core:
    """Return the same, but deliveries, decisions, and calls of WeChat may kill the process.

    Claims of deliveries are counted by a clock that is right, as the database's is.
    """
    skew, trap = timedelta(seconds=plan.skew_s), Trap(plan.kill_point.name, plan.kill_point.n, kill_self)
    right = SqlDeliveries(core.database, lease_clock=lambda instant, now: as_given(instant - skew, now))

    def killing(store: object, prefix: str = "") -> Any:
        return KillingStore(store, trap, prefix=prefix)

    repositories = replace(
        core.repositories,
        deliveries=killing(right if skew else core.repositories.deliveries),
        decisions=killing(core.repositories.decisions, "decisions."),
        claims=killing(SqlClaims(core.database, uuid4().hex, untouched=UNTOUCHED), "claims."),
    )
    setter = core.ports.setter and killing(core.ports.setter, "setter.")
    return replace(core, repositories=repositories, ports=replace(core.ports, setter=setter, kept=repositories))


async def live(plan: ProcessPlan, socket: str) -> None:
    """Look for work at each line, until the connection closes or the kill point comes.

    Args:
        socket: the Unix socket of the launcher.
    """
    reader, writer = await asyncio.open_unix_connection(socket)

    async def report(crashed: str = "") -> None:
        writer.write(json.dumps(crashed).encode() + b"\n")
        await writer.drain()

    if plan.kill_point.kind is Kind.CALL:
        kill_at_call(plan.kill_point.n)
    async with AsyncExitStack() as stack:
        part: Part | None = None
        while await reader.readline():
            try:
                with contextlib.suppress(StorageUnavailable):  # as the scheduler does: the next tick starts over
                    if part is None:
                        part = await stack.enter_async_context(working(plan))
                    await part.tick()
            except Exception:  # of no kind that is expected: the chaos must not take it for one of its kills
                await report(traceback.format_exc())
                raise
            await report()


def main(socket: str, plan: str) -> None:
    read = _PLANS.validate_json(plan)
    with time_machine.travel(timedelta(seconds=read.machine_ahead_s)) if read.machine_ahead_s else nullcontext():
        asyncio.run(live(read, socket))


_RUN = "import sys; from tools.chaos.process import main; main(*sys.argv[1:])"


class CrashedError(AssertionError):
    """A process ended by itself; the text is its traceback."""


@dataclass
class Process:
    kill_point: KillPoint
    process: Forked
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    dead: bool = False

    async def tick(self) -> bool:
        """Let it look for work once; returns whether it still lives."""
        if self.dead:
            return False
        try:
            self.writer.write(b"tick\n")
            await self.writer.drain()
            line = await self.reader.readline()
        except ConnectionError:
            line = b""
        if not line.endswith(b"\n"):
            self._close()
            return False
        if crashed := json.loads(line):
            raise CrashedError(crashed)
        return True

    def kill(self) -> None:
        """Kill -9. A tick that is awaited returns false."""
        if not self.dead:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.process.pid, signal.SIGKILL)

    async def end(self) -> None:
        """Kill -9, and wait for its end; not while a tick is running."""
        if self.dead:
            return
        self.kill()
        with contextlib.suppress(ConnectionError):
            while await self.reader.readline():
                pass
        self._close()
        await self.process.wait()

    def _close(self) -> None:
        self.dead = True
        self.writer.close()


@dataclass
class Launcher:
    environment: Mapping[str, str]
    _socket: str
    _connected: asyncio.Queue[tuple[asyncio.StreamReader, asyncio.StreamWriter]]
    _log: IO[bytes]
    sets: bool = False
    """Whether the processes set minimums instead of delivering."""
    _processes: list[Process] = field(default_factory=list)

    async def start(
        self, kill_point: KillPoint | None = None, *, skew_s: float = 0.0, machine_ahead_s: float = 0.0
    ) -> Process:
        """Start a process and wait until it has connected."""
        plan = ProcessPlan(dict(self.environment), kill_point or KillPoint(), skew_s, self.sets, machine_ahead_s)
        call = Call(("-c", _RUN, self._socket, _PLANS.dump_json(plan).decode()), str(ROOT), dict(os.environ))
        process = await Forked.start(call, self._log, self._log)
        self._processes.append(Process(plan.kill_point, process, *await self._connected.get()))
        return self._processes[-1]

    async def end(self) -> None:
        for process in self._processes:
            await process.end()


@contextlib.asynccontextmanager
async def launcher(environment: Mapping[str, str], log: Path) -> AsyncIterator[Launcher]:
    """Yield a launcher whose processes have these settings; their output goes to the log."""
    connected: asyncio.Queue[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = asyncio.Queue()
    # A folder of its own: the path of a socket may not be long.
    with tempfile.TemporaryDirectory(prefix="chaos-") as folder, log.open("ab") as output:
        socket = f"{folder}/socket"
        server = await asyncio.start_unix_server(lambda *ends: connected.put_nowait(ends), socket)
        processes = Launcher(environment, socket, connected, output)
        try:
            yield processes
        finally:
            await processes.end()
            server.close()
            await server.wait_closed()
