"""The scheduled routines: what the bot does by itself, and how often."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

from bot.assembly.platform import channels_of
from bot.lib.work import Work
from bot.metrics.answering import Answering
from bot.usecases.everything import UseCases
from bot.usecases.imports import RemindOfImports
from bot.usecases.sweep.progress import Sweep
from bot.wiring.core import Core
from bot.wiring.scheduler import Scheduler, Tick
from bot.wiring.sweep import (
    delete_old_rows,
    judge_again,
    notice_set_back,
    open_public,
    open_rollouts,
    open_sweep,
    open_sync,
    open_users,
)

DELIVER_EVERY: Final = timedelta(seconds=2)
ROUND_LASTS: Final = DELIVER_EVERY.total_seconds() / 2
"""Seconds after which a round of deliveries leaves the rest under way: the next tick must not find it running."""
DELIVER_LIMIT: Final = timedelta(minutes=5)
"""A round of deliveries that takes so long hangs."""
DELIVERED_WITHIN: Final = timedelta(minutes=2)
"""Deliveries without a finished round for so long stand still."""
SWEPT_WITHIN: Final = timedelta(minutes=5)
"""A sweep without progress for so long stands still."""


@dataclass
class Demand:
    """Whether people wait for answers: one is under way, or Slack has asked since the last look."""

    work: Work
    counted: Answering
    _requests: int = 0

    def __call__(self) -> bool:
        """Whether that is so now; each call is a look."""
        before, self._requests = self._requests, self.counted.requests
        return self.work.running > 0 or before != self._requests


@asynccontextmanager
async def open_routines(
    core: Core, usecases: UseCases, work: Work, scheduler: Scheduler
) -> AsyncIterator[Sequence[Tick]]:
    """Open the routines that each installation has.

    Args:
        core: what works without Slack.
        work: what answers people; sweeps give way to it.
    """
    kept = core.repositories

    def follow(swept: Sweep) -> None:
        core.metrics.sweeps.follow(swept)
        scheduler.moved("sweep")

    demand, counting = (Demand(work, core.metrics.answering) for _ in range(2))  # each counts its own looks
    async with (
        open_sweep(core, window=core.settings.sweep_window, follow=follow, answering=demand) as sweep,
        open_users(core, moved=lambda: scheduler.moved("users"), answering=counting) as users,
        open_sync(core, follow=lambda _: scheduler.moved("sync")) as sync,
        open_public(core) as public,
        open_rollouts(core, usecases.deciding.may_set, lambda: scheduler.moved("rollouts")) as rollouts,
    ):
        deliver = replace(usecases.deliver_due, round_lasts=ROUND_LASTS)
        remind = RemindOfImports(kept.workspaces, kept.programs, kept.snapshots, kept.news, channels_of(kept))
        yield [
            Tick("clock", timedelta(seconds=30), notice_set_back(core)),
            Tick("deliver", DELIVER_EVERY, deliver, DELIVER_LIMIT, stop=deliver.stop),
            Tick("sweep", timedelta(minutes=1), sweep, SWEPT_WITHIN),
            Tick("judge", timedelta(minutes=1), judge_again(core, moved=lambda: scheduler.moved("judge"))),
            Tick("attention", timedelta(minutes=5), usecases.alerting.judge_attention),
            Tick("old-rows", timedelta(minutes=10), delete_old_rows(core)),
            Tick("imports", timedelta(minutes=10), remind),
            Tick("suspended", timedelta(seconds=30), usecases.revive_workspaces),
            Tick("decisions", timedelta(seconds=10), usecases.deciding.advance),
            Tick("steps", timedelta(seconds=20), usecases.workflows.steps),  # a waiting one is due every 15 minutes
            Tick("rollouts", timedelta(seconds=10), rollouts, then="decisions"),
            Tick("homes", timedelta(seconds=20), usecases.home_actions.show),
            *([Tick("sync", timedelta(minutes=1), sync)] if sync else ()),
            *([Tick("users", timedelta(minutes=1), users, SWEPT_WITHIN)] if users else ()),
            *([Tick("public", timedelta(minutes=1), public)] if public else ()),
        ]
