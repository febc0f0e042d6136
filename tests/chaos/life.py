"""One life of the delivering part of the bot, in a process that hears by a socket when to look for work."""

import asyncio
import json
import traceback
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Self, cast

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
from tests.chaos.deaths import Death, Kind, Mortal, die_at_call

LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class LifePlan:
    """What a life is started with."""

    number: int
    environment: dict[str, str]
    """The bot's settings by their names."""
    death: Death = field(default_factory=Death)
    skew_s: float = 0.0
    """How far its clock is ahead of the others', in seconds."""

    def to_json(self) -> str:
        """One line for the wire."""
        return json.dumps({**asdict(self), "death": self.death.to_json()})

    @classmethod
    def from_json(cls, line: str) -> Self:
        """From the wire."""
        read: dict[str, Any] = json.loads(line)
        return cls(**{**read, "death": Death.from_json(read["death"])})


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
async def delivering(plan: LifePlan, *, limits: Limits = LIMITS) -> AsyncIterator[Delivering]:
    """The delivering part as the composition root builds it, over a store that may be deadly."""
    settings = Settings.model_validate({name.lower(): value for name, value in plan.environment.items()})
    hurry = Hurry()
    pace = SlackRateLimit(monotonic=hurry.monotonic, sleep=hurry.sleep)
    async with open_core(settings, limits=limits) as core, open_slack(core, pace) as slack:
        mortal = cast(SqlDeliveries, Mortal(core.repositories.deliveries, plan.death))
        ports = open_ports(core, slack, ChartWorker())
        ports = replace(ports, repositories=replace(ports.repositories, deliveries=mortal))
        clock = SkewedClock(core.clock, timedelta(seconds=plan.skew_s))
        usecases = assemble(ports, core.options)
        yield Delivering(usecases.deliver_due, usecases.revive_workspaces, clock, hurry)


async def live(plan: LifePlan, midwife: str) -> None:
    """Say hello, then look for work whenever a line comes in, until the other side hangs up or death comes.

    Args:
        plan: what kind of life.
        midwife: the Unix socket of whoever counts the lives.
    """
    reader, writer = await asyncio.open_unix_connection(midwife)

    async def say(**what: object) -> None:
        writer.write(json.dumps(what).encode() + b"\n")
        await writer.drain()

    await say(life=plan.number)
    if plan.death.kind is Kind.CALL:
        die_at_call(plan.death.n)
    async with AsyncExitStack() as stack:
        bot: Delivering | None = None
        while await reader.readline():
            try:
                if bot is None:
                    bot = await stack.enter_async_context(delivering(plan))
                taken = await bot.tick()
            except StorageUnavailable:  # as the scheduler does: the next tick starts over
                await say(taken=0, storage=False)
            except Exception:  # of no kind that is expected: the chaos must not take it for one of its kills
                await say(crashed=traceback.format_exc())
                raise
            else:
                await say(taken=taken, storage=True)


def main(midwife: str, plan: str) -> None:
    """Live in this process."""
    asyncio.run(live(LifePlan.from_json(plan), midwife))
