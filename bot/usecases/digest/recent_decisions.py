"""The decisions that a digest names: open ones, and those of the last week."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from bot.domain.decisions.decision import Decision
from bot.ports.decisions import Decisions, Rollouts

_WEEK: Final = timedelta(days=7)
_READ: Final = 200


@dataclass(frozen=True)
class RecentDecisions:
    """Reads them for a digest's programs."""

    decisions: Decisions
    rollouts: Rollouts

    async def __call__(self, team_id: str, appids: Collection[str], *, now: datetime) -> tuple[Decision, ...]:
        """Those of these programs, oldest first.

        Raises:
            StorageUnavailable: they cannot be read.
        """
        found = await self.decisions.news(team_id, since=now - _WEEK, limit=_READ)
        return tuple([each for each in found if each.appid in appids or await self._concerns(each, appids)])

    async def _concerns(self, decision: Decision, appids: Collection[str]) -> bool:
        """Whether a fleet's decision is about any of them."""
        if not decision.fleet:
            return False
        return await self.rollouts.count_of(decision.team_id, decision.id, appids) > 0
