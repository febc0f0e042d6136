"""Compare what programs lose after their minimum was raised with what they lost before."""

import asyncio
from collections.abc import Container, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Final

from bot.domain.access.roles import Viewpoint
from bot.domain.decisions.deadlines import LESSONS
from bot.domain.decisions.decision import Decision
from bot.domain.decisions.evidence import Evidence
from bot.domain.decisions.lesson import Change, Lesson, changes_of, forecast_on
from bot.domain.decisions.rollout.program import ProgramState
from bot.domain.numbers.distribution import Bounds
from bot.domain.numbers.snapshot import snapshot_day
from bot.domain.numbers.visible import Visible
from bot.domain.programs.index import ProgramIndex
from bot.lib.batches import batches
from bot.ports.decisions import Decisions
from bot.ports.numbers import PublicSnapshots, Snapshots
from bot.usecases.programs.visible import VisiblePrograms

_DAY: Final = timedelta(days=1)
_RECENT: Final = LESSONS[0]
"""How far readings are looked for. Those of so many last days are all from after the minimum was verified."""
_COMPARED: Final = 50
"""Programs whose minimum stayed; more would not change their median."""
_AT_ONCE: Final = 100


@dataclass(frozen=True)
class Learn:
    """Reads what is kept; WeChat is not asked."""

    decisions: Decisions
    snapshots: Snapshots
    public: PublicSnapshots
    visible: VisiblePrograms

    async def __call__(self, decision: Decision, days: int, *, now: datetime) -> Lesson | None:
        """The lesson, from the programs that exist in the decision's channel; None when it has none there.

        Args:
            days: after it was verified.

        Raises:
            StorageUnavailable: it is composed again later.
        """
        evidence, version, today = decision.evidence, decision.version, snapshot_day(now)
        here = await self.visible(Viewpoint.of_channel(decision.team_id, decision.channel_id))
        verified = await self.decisions.programs(decision.team_id, decision.id, states=[ProgramState.VERIFIED])
        losses = {program.appid: each.loss for each in verified if (program := here.get(each.appid))}
        if not losses:
            return None
        changes = await self._changes(decision, losses, today)
        public = [each for each in await self.public.since(today - _RECENT, until=today) if each.sound]
        return Lesson(
            days,
            changes,
            await self._others(decision, here, losses, today),
            forecast_on(evidence, changes[0].day) if changes and isinstance(evidence, Evidence) else None,
            evidence.public.loss if evidence.public else None,
            public[-1].total.loss(version) if public else None,
        )

    async def _others(
        self, decision: Decision, here: ProgramIndex, besides: Container[str], today: date
    ) -> list[Change]:
        """Those of programs whose minimum stayed, but for these."""
        appids = islice((each.appid for each in here if each.appid not in besides), _COMPARED)
        return [each for each in await self._changes(decision, dict.fromkeys(appids), today) if each.stayed]

    async def _changes(self, decision: Decision, frozen: Mapping[Visible, Bounds | None], today: date) -> list[Change]:
        """The changes of programs; for `frozen` see `changes_of`."""
        team_id, set_on = decision.team_id, snapshot_day(decision.applied_at or decision.proposed_at)
        found: list[Change] = []
        for some in batches(list(frozen.items()), _AT_ONCE):
            appids = [appid for appid, _ in some]
            earlier = await self.snapshots.recent(team_id, appids, since=set_on - _RECENT, before=set_on)
            later = await self.snapshots.recent(team_id, appids, since=today - _RECENT + _DAY, before=today + _DAY)
            # A hundred long lists take milliseconds: not on the event loop.
            found += await asyncio.to_thread(
                changes_of, dict[str, Bounds | None](some), earlier, later, decision.version
            )
        return found
