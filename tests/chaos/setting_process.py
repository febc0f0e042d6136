"""The part of the bot that sets minimums, in a process of its own: at each tick a person presses, then it looks on."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, Final, cast

from bot.assembly import assemble
from bot.charts.drawer import ChartWorker
from bot.domain.decisions.decision import Origin, State
from bot.errors import BotError, StorageUnavailable
from bot.ports.clock import Clock
from bot.ports.decisions import Decisions
from bot.ports.wechat import MinimumSetter
from bot.settings import Settings
from bot.usecases.decisions.decisions import DecisionUseCases
from bot.wiring.core import open_core
from bot.wiring.ports import open_ports
from bot.wiring.slack import open_slack
from tests.chaos.kill_points import KillingStore, KillPoint

TEAM: Final = "T0SANDBOX"
PRESSES: Final = "U0CARLA"


@dataclass(frozen=True, slots=True)
class Setting:
    """What the bot does at each tick."""

    deciding: DecisionUseCases
    decisions: Decisions
    clock: Clock
    skew: timedelta

    async def tick(self) -> int:
        """Press "Set now" on every approved card, then let the scheduler look; returns how many were pressed."""
        now = await self.clock.now() + self.skew
        approved = [each for each in await self.decisions.of_team(TEAM, limit=3) if each.state is State.APPROVED]
        for decision in approved:
            try:
                await self.deciding.set_minimum(decision, Origin(PRESSES, now))
            except StorageUnavailable:
                raise
            except BotError:  # a person reads it: another was quicker, or WeChat cannot be read
                continue
        await self.deciding.advance(now=now)
        return len(approved)


@asynccontextmanager
async def setting(environment: dict[str, Any], kill_point: KillPoint, skew_s: float) -> AsyncIterator[Setting]:
    """That part as the composition root builds it, over a store and a client that may kill it."""
    settings = Settings.model_validate({name.lower(): value for name, value in environment.items()})
    async with open_core(settings) as core, open_slack(core) as slack:
        ports = open_ports(core, slack, ChartWorker())
        decisions = cast(Decisions, KillingStore(core.repositories.decisions, kill_point))
        setter = cast(MinimumSetter, KillingStore(ports.setter, kill_point))
        ports = replace(ports, setter=setter, repositories=replace(ports.repositories, decisions=decisions))
        usecases = assemble(ports, core.options)
        yield Setting(usecases.deciding, decisions, core.clock, timedelta(seconds=skew_s))
