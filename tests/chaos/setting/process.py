"""The part of the bot that sets minimums, in a process of its own: at each tick a person presses, then it looks on."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, Final, cast

from bot.assembly import assemble
from bot.charts.drawer import ChartWorker
from bot.domain.decisions.decision import Decision, Origin, State
from bot.errors import BotError, StorageUnavailable
from bot.lib.ignoring import ignore
from bot.ports.clock import Clock
from bot.ports.decisions import Decisions
from bot.ports.wechat import MinimumSetter
from bot.settings import Settings
from bot.storage.decisions.decisions import SqlDecisions
from bot.storage.decisions.rollouts import SqlRollouts
from bot.usecases.decisions.decisions import DecisionUseCases
from bot.usecases.decisions.rollout.set_fleets import SetFleets
from bot.wiring.core import Core, open_core
from bot.wiring.ports import open_ports
from bot.wiring.rollouts import open_rollouts
from bot.wiring.slack import open_slack
from tests.chaos.kill_points import KillingStore, KillPoint

TEAM: Final = "T0SANDBOX"
SETS: Final = "U0CARLA"
RESUMES: Final = "U0ALICE"
"""An admin."""

Press = Callable[[Decision, Origin], Awaitable[Decision]]


@dataclass(frozen=True, slots=True)
class Setting:
    """What the bot does at each tick."""

    deciding: DecisionUseCases
    rollouts: SetFleets
    decisions: Decisions
    clock: Clock
    skew: timedelta

    async def tick(self) -> int:
        """Press what waits for a person, then let the scheduler look; returns how many buttons were pressed."""
        now = await self.clock.now() + self.skew
        pressed = 0
        for decision in await self.decisions.of_team(TEAM, limit=3):
            if not (button := self._button(decision)):
                continue
            press, person = button
            pressed += 1
            try:
                await press(decision, Origin(person, now))
            except StorageUnavailable:
                raise
            except BotError:  # a person reads it: another was quicker, or WeChat cannot be read
                continue
        await self.deciding.advance(now=now)
        await self.rollouts(now=now)
        return pressed

    def _button(self, decision: Decision) -> tuple[Press, str] | None:
        """The button of a card that waits to be pressed, and by whom: "Set now", or "Resume"."""
        if decision.state is State.APPROVED:
            return self.deciding.rollout.start if decision.fleet else self.deciding.set_minimum, SETS
        if (run := decision.active_run) and run.stands:
            return self.deciding.rollout.resume, RESUMES
        return None


@asynccontextmanager
async def setting(environment: dict[str, Any], kill_point: KillPoint, skew_s: float) -> AsyncIterator[Setting]:
    """That part as the composition root builds it, over a store and a client that may kill it."""
    settings = Settings.model_validate({name.lower(): value for name, value in environment.items()})
    async with open_core(settings) as opened, open_slack(opened) as slack:
        core = _killing(opened, kill_point)
        usecases = assemble(open_ports(core, slack, ChartWorker()), core.options)
        async with open_rollouts(core, usecases.deciding.may_set, ignore) as rollouts:
            skew = timedelta(seconds=skew_s)
            yield Setting(usecases.deciding, rollouts, core.repositories.decisions, core.clock, skew)


def _killing(core: Core, kill_point: KillPoint) -> Core:
    """The same, but decisions, their programs, and calls of WeChat may kill the process."""
    kept = core.repositories
    decisions = cast(SqlDecisions, KillingStore(kept.decisions, kill_point, prefix="decisions."))
    rollouts = cast(SqlRollouts, KillingStore(kept.rollouts, kill_point, prefix="rollouts."))
    setter = cast(MinimumSetter, KillingStore(core.ports.setter, kill_point, prefix="setter."))
    repositories = replace(kept, decisions=decisions, rollouts=rollouts)
    return replace(core, repositories=repositories, ports=replace(core.ports, setter=setter, repositories=repositories))
