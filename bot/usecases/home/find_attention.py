"""The programs that need attention, for Home tabs."""

from dataclasses import replace
from datetime import datetime
from typing import Final

from bot.domain.access.roles import Role, Viewpoint
from bot.domain.fleet.report import Filter, FleetReport
from bot.domain.programs.index import ProgramIndex
from bot.errors import NoProgram
from bot.lib.cache import RecentCache
from bot.usecases.fleet.read import ReadFleet

_KEPT_MOST: Final = 100


class FindAttention:
    """Reads kept data, of a minute ago at most: thousands of programs take a moment, and tabs are built often."""

    def __init__(self, read_fleet: ReadFleet) -> None:
        """Keep the source; nothing is read yet."""
        self._read_fleet = read_fleet
        self._kept: RecentCache[tuple[str, bool], FleetReport | None] = RecentCache(_KEPT_MOST)

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

        async def read() -> FleetReport | None:
            try:
                return await self._read_fleet(Viewpoint(team_id, role=role), now=now, only=Filter.ATTENTION)
            except NoProgram:
                return None

        found = await self._kept.get((team_id, role is Role.ADMIN), read, now=now)
        if found is None or not found.listed:
            return found
        return replace(found, rows=tuple(row for row in found.listed if fleet.get(row.program.appid)))
