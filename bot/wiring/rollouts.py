"""The part of the composition root that goes on with what Baselib sets."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from bot.assembly.decisions import bringing_on
from bot.usecases.decisions.advance import AdvanceRuns
from bot.usecases.decisions.bring_on import MayBeSet
from bot.usecases.sweep.quota_guard import QuotaReservingSource
from bot.wechat.http import new_client
from bot.wiring.core import Core


@asynccontextmanager
async def open_rollouts(core: Core, may_set: MayBeSet, moved: Callable[[], None]) -> AsyncIterator[AdvanceRuns]:
    """Open the routine, with a client of its own for its readings, so that people's questions never queue behind it.

    Args:
        core: what works without Slack.
    """
    async with new_client() as client:
        source = QuotaReservingSource(core.source(client), core.guard_quota, core.clock)
        bring_on = bringing_on(core.ports, core.options, source=source, may_set=may_set, clock=core.clock, moved=moved)
        yield AdvanceRuns(core.repositories.decisions, bring_on, core.database.only_one)
