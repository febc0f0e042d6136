"""The minimums that people say are set, and that are not verified yet."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bot.domain.decisions.said_set import SaidSet
from bot.ports.decisions import Decisions

_READ: Final = 200


@dataclass(frozen=True)
class FindSaidSet:
    """Reads them for a Home tab."""

    decisions: Decisions

    async def __call__(self, team_id: str, *, now: datetime) -> Mapping[str, SaidSet]:
        """Those of open decisions, by AppID.

        Raises:
            StorageUnavailable: they cannot be read.
        """
        open_ones = await self.decisions.news(team_id, since=now, limit=_READ)
        return {each.appid: said for each in open_ones if (said := each.said_set)}
