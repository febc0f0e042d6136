"""A part of the bot in a process of its own, which is told over a socket when to look for work."""

import asyncio
import json
import traceback
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager, nullcontext
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Self, cast

import time_machine

from bot.assembly import assemble
from bot.charts.drawer import ChartWorker
from bot.errors import StorageUnavailable
from bot.ports.clock import Clock
from bot.settings import Settings
from bot.slack.rate_limit import SlackRateLimit
from bot.storage.digest.deliveries import SqlDeliveries
from bot.storage.engine.limits import Limits
from bot.usecases.delivery.deliver_due import DeliverDue
from bot.usecases.workspaces.suspend import ReviveWorkspaces
from bot.wiring.core import open_core
from bot.wiring.ports import open_ports
from bot.wiring.slack import open_slack
from tests.chaos.kill_points import KillingStore, KillPoint, Kind, kill_at_call
from tests.chaos.setting.process import Setting, setting

LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class ProcessPlan:
    """What a process is started with."""

    number: int
    environment: dict[str, str]
    """The bot's settings by their names."""
    kill_point: KillPoint = field(default_factory=KillPoint)
    skew_s: float = 0.0
    """How far the clock that it goes by is ahead of the others', in seconds."""
    sets: bool = False
    """Whether it sets minimums instead of delivering."""
    machine_ahead_s: float = 0.0
    """How far its machine's clock is ahead, in seconds: what it goes by only where no shared clock is."""

    def to_json(self) -> str:
        """One line for the wire."""
        return json.dumps({**asdict(self), "kill_point": self.kill_point.to_json()})

    @classmethod
    def from_json(cls, line: str) -> Self:
        """From the wire."""
        read: dict[str, Any] = json.loads(line)
        return cls(**{**read, "kill_point": KillPoint.from_json(read["kill_point"])})


@dataclass(frozen=True, slots=True)
class SkewedClock:
    """A clock that is wrong by some seconds."""

    clock: Clock
    skew: timedelta

    async def now(self) -> datetime:
        """The true instant and the error."""
        return await self.clock.now() + self.skew


@dataclass
class Hurry:
    """Waits without waiting: the pace between posts is kept in the sandbox's time."""

    seconds: float = 0.0

    def monotonic(self) -> float:
        """Seconds, as far as it has come."""
        return self.seconds

    async def sleep(self, seconds: float) -> None:
        """Be later."""
        self.seconds += seconds


@dataclass(frozen=True, slots=True)
class Delivering:
    """What the bot does at each tick, and the clock that it goes by."""

    deliver: DeliverDue
    revive: ReviveWorkspaces
    clock: Clock
    hurry: Hurry

    async def tick(self) -> int:
        """One call of the reconciler; returns how many slots it took in hand."""
        now = await self.clock.now()
        self.hurry.seconds = max(self.hurry.seconds, now.timestamp())
        await self.revive(now=now)
        return await self.deliver(now=now)


@asynccontextmanager
async def delivering(plan: ProcessPlan, *, limits: Limits = LIMITS) -> AsyncIterator[Delivering]:
    """The delivering part as the composition root builds it, over a store that may kill it."""
    settings = Settings.model_validate({name.lower(): value for name, value in plan.environment.items()})
    hurry = Hurry()
    pace = SlackRateLimit(monotonic=hurry.monotonic, sleep=hurry.sleep)
    async with open_core(settings, limits=limits) as core, open_slack(core, pace) as slack:
        killing = cast(SqlDeliveries, KillingStore(core.repositories.deliveries, plan.kill_point))
        ports = open_ports(core, slack, ChartWorker())
        ports = replace(ports, repositories=replace(ports.repositories, deliveries=killing))
        clock = SkewedClock(core.clock, timedelta(seconds=plan.skew_s))
        usecases = assemble(ports, core.options)
        yield Delivering(usecases.deliver_due, usecases.revive_workspaces, clock, hurry)


def _working(plan: ProcessPlan) -> AbstractAsyncContextManager[Delivering | Setting]:
    return setting(plan.environment, plan.kill_point, plan.skew_s) if plan.sets else delivering(plan)


async def live(plan: ProcessPlan, socket: str) -> None:
    """Report its number, then look for work at each line, until the connection closes or the kill point comes.

    Args:
        plan: what kind of process.
        socket: the Unix socket of the launcher.
    """
    reader, writer = await asyncio.open_unix_connection(socket)

    async def report(**what: object) -> None:
        writer.write(json.dumps(what).encode() + b"\n")
        await writer.drain()

    await report(process=plan.number)
    if plan.kill_point.kind is Kind.CALL:
        kill_at_call(plan.kill_point.n)
    async with AsyncExitStack() as stack:
        bot: Delivering | Setting | None = None
        while await reader.readline():
            try:
                if bot is None:
                    bot = await stack.enter_async_context(_working(plan))
                taken = await bot.tick()
            except StorageUnavailable:  # as the scheduler does: the next tick starts over
                await report(taken=0, storage=False)
            except Exception:  # of no kind that is expected: the chaos must not take it for one of its kills
                await report(crashed=traceback.format_exc())
                raise
            else:
                await report(taken=taken, storage=True)


def main(socket: str, plan: str) -> None:
    """Deliver in this process."""
    read = ProcessPlan.from_json(plan)
    with time_machine.travel(timedelta(seconds=read.machine_ahead_s)) if read.machine_ahead_s else nullcontext():
        asyncio.run(live(read, socket))
