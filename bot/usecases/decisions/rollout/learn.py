"""Compare what a fleet lost with what was expected when it was decided."""

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from bot.domain.decisions.decision import Decision
from bot.domain.decisions.rollout.lesson import Change, FleetLesson, changes_of, fleet_lesson
from bot.domain.decisions.rollout.program import ProgramState
from bot.domain.numbers.snapshot import snapshot_day
from bot.lib.batches import batches
from bot.ports.decisions import Rollouts
from bot.ports.numbers import Snapshots
from bot.usecases.decisions.learn import Learn

_AT_ONCE: Final = 100
_DAY: Final = timedelta(days=1)


@dataclass(frozen=True)
class LearnFleet:
    """Reads what is kept; WeChat is not asked."""

    rollouts: Rollouts
    snapshots: Snapshots
    learn: Learn

    async def __call__(self, decision: Decision, days: int, *, now: datetime) -> FleetLesson:
        """The lesson.

        Args:
            days: after it was verified.

        Raises:
            StorageUnavailable: it is composed again later.
        """
        team_id, version, today = decision.team_id, decision.version, snapshot_day(now)
        every = await self.rollouts.programs(team_id, decision.id)
        done = [each for each in every if each.state is ProgramState.VERIFIED]
        changes: list[Change] = []
        for some in batches(done, _AT_ONCE):
            newest = await self.snapshots.newest(team_id, [each.appid for each in some], before=today + _DAY)
            changes += await asyncio.to_thread(changes_of, some, list(newest.values()), version)
        set_on = snapshot_day(decision.applied_at or decision.proposed_at)
        others = await self.learn.others(
            team_id, version, besides={each.appid for each in done}, set_on=set_on, today=today
        )
        before = decision.evidence.public.loss if decision.evidence.public else None
        return fleet_lesson(days, changes, others, (before, await self.learn.at_large(version, today)))
