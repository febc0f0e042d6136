"""The programs that need attention, for Home tabs."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from cachetools import LRUCache

from bot.domain.access.roles import Role, Viewpoint
from bot.domain.fleet.report import Filter, FleetReport
from bot.domain.programs.index import ProgramIndex
from bot.errors import NoProgram
from bot.usecases.fleet.read import ReadFleet

KEPT_FOR: Final = timedelta(minutes=1)
"""How long a result is reused: thousands of programs take a moment, and open tabs are built again and again."""
_KEPT_MOST: Final = 100


class FindAttention:
    """Reads kept data; WeChat and Slack are not asked."""

    def __init__(self, read_fleet: ReadFleet) -> None:
        """Keep the source; nothing is read yet."""
        self._read_fleet = read_fleet
        self._kept: LRUCache[tuple[str, bool], tuple[datetime, FleetReport | None]] = LRUCache(_KEPT_MOST)

    async def __call__(self, team_id: str, role: Role, fleet: ProgramIndex, *, now: datetime) -> FleetReport | None:
        """The overview that lists them, as of now or a moment ago; None without any program.

        Args:
            team_id: the workspace.
            role: admins see every program, others those that are not restricted.
            fleet: the programs that exist for the person now: one may have been restricted since.
            now: UTC.

        Raises:
            StorageUnavailable: nothing can be looked up.
        """
        key = (team_id, role is Role.ADMIN)
        at, found = self._kept.get(key, (None, None))
        if at is None or abs(now - at) >= KEPT_FOR:
            try:
                found = await self._read_fleet(Viewpoint(team_id, role=role), now=now, only=Filter.ATTENTION)
            except NoProgram:
                found = None
            self._kept[key] = (now, found)
        if found is None or not found.listed:
            return found
        return replace(found, rows=tuple(row for row in found.listed if fleet.get(row.program.appid)))
