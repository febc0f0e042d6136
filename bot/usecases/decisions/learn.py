"""Compare a raised minimum's forecast with what was measured."""

import asyncio
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Final

from bot.domain.access.roles import Viewpoint
from bot.domain.decisions.decision import Decision
from bot.domain.decisions.lesson import Lesson, Others, expected_on, newest_sound, others_of
from bot.domain.decisions.rollout.evidence import FleetEvidence
from bot.domain.numbers.distribution import Bounds
from bot.domain.numbers.snapshot import snapshot_day
from bot.domain.numbers.version import Version
from bot.ports.numbers import PublicSnapshots, Snapshots
from bot.usecases.programs.visible import VisiblePrograms

_DAY: Final = timedelta(days=1)
_RECENT: Final = timedelta(days=7)
"""A reading older than this is none, before as after."""
_COMPARED: Final = 50
"""Programs of the fleet; more would not change their median."""


@dataclass(frozen=True)
class Learn:
    """Reads what is kept; WeChat is not asked."""

    snapshots: Snapshots
    public: PublicSnapshots
    visible: VisiblePrograms

    async def __call__(self, decision: Decision, days: int, *, now: datetime) -> Lesson:
        """The lesson.

        Args:
            days: after it was verified.

        Raises:
            StorageUnavailable: it is composed again later.
        """
        evidence = decision.evidence
        if isinstance(evidence, FleetEvidence):
            raise TypeError("a fleet has a lesson of its own")
        team_id, appid, version = decision.team_id, decision.appid, decision.version
        set_on, today = snapshot_day(decision.applied_at or decision.proposed_at), snapshot_day(now)
        earlier = await self.snapshots.since(team_id, appid, set_on - _RECENT, until=set_on - _DAY)
        later = await self.snapshots.since(team_id, appid, max(set_on + _DAY, today - _RECENT), until=today)
        before, after = newest_sound(earlier), newest_sound(later)
        loss_before = before.distribution.loss(version) if before and before.distribution else decision.evidence.loss
        measured = after.distribution.loss(version) if after and after.distribution else None
        return Lesson(
            days,
            loss_before,
            after.day if after else None,
            measured,
            expected_on(evidence, after.day) if after else None,
            decision.evidence.public.loss if decision.evidence.public else None,
            await self.at_large(version, today),
            await self.others(team_id, version, besides={appid}, set_on=set_on, today=today),
        )

    async def at_large(self, version: Version, today: date) -> Bounds | None:
        """The loss among all of WeChat's users now, as far as it is known."""
        public = [each for each in await self.public.since(today - _RECENT, until=today) if each.sound]
        return public[-1].total.loss(version) if public else None

    async def others(
        self, team_id: str, version: Version, *, besides: Collection[str], set_on: date, today: date
    ) -> Others | None:
        """The programs whose minimum stayed, but for these."""
        every = await self.visible(Viewpoint.everything(team_id))
        appids = list(islice((each.appid for each in every if each.appid not in besides), _COMPARED))
        before = await self.snapshots.newest(team_id, appids, before=set_on)
        after = await self.snapshots.newest(team_id, appids, before=today + _DAY)
        pairs = [(before[appid], after[appid]) for appid in appids if appid in before and appid in after]
        # Fifty long lists take milliseconds: not on the event loop.
        return await asyncio.to_thread(others_of, pairs, version)
