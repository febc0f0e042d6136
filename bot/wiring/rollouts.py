"""The part of the composition root that sets the programs of fleets' decisions."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from bot.assembly.reading import judge_alerts
from bot.lib.ignoring import ignore
from bot.usecases.decisions.keep_step import KeepStep
from bot.usecases.decisions.rollout.calls import MayBeSet
from bot.usecases.decisions.rollout.set_fleets import SetFleets
from bot.usecases.sweep.quota_guard import QuotaReservingSource
from bot.usecases.sweep.reading_turns import ReadingTurns
from bot.usecases.sweep.sweep_workspace import Means, ReadNow
from bot.wechat.http import new_client
from bot.wiring.core import Core


@asynccontextmanager
async def open_rollouts(core: Core, may_set: MayBeSet, moved: Callable[[], None]) -> AsyncIterator[SetFleets]:
    """Open the routine, with a client of its own for its readings, so that people's questions never queue behind it.

    Args:
        core: what works without Slack.
    """
    kept = core.repositories
    async with new_client() as client:
        source = QuotaReservingSource(core.source(client), core.guard_quota, core.clock)
        alerts, pin = judge_alerts(kept), core.settings.pin
        means = Means(
            source, kept.snapshots, kept.public_snapshots, kept.read_failures, pin, alerts, ignore, ReadingTurns()
        )
        yield SetFleets(
            kept.decisions,
            kept.rollouts,
            kept.claims,
            kept.snapshots,
            core.ports.setter,
            may_set,
            KeepStep(kept.decisions, kept.audit),
            ReadNow(means),
            core.clock,
            core.database.only_one,
            moved,
        )
