"""What raising the minimum would cost each program of a fleet."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from bot.domain.access.roles import Viewpoint
from bot.domain.fleet.raise_ import FleetRaise, fleet_raise, raise_row
from bot.domain.numbers.summary import KnownLoss
from bot.domain.numbers.version import Version
from bot.domain.programs.index import ProgramIndex
from bot.ports.numbers import Snapshots
from bot.usecases.fleet.read import fleet_of
from bot.usecases.programs.visible import VisiblePrograms


@dataclass(frozen=True)
class RaiseFleet:
    """`/baselib fleet raise <version>`."""

    visible: VisiblePrograms
    snapshots: Snapshots

    async def __call__(self, seen: Viewpoint, version: Version, *, tag: str = "") -> FleetRaise:
        """Which programs can raise it today, which cannot, and their loss, by the newest snapshots.

        Raises:
            NoProgram: there is none.
            UnknownTag: no program has the tag.
            StorageUnavailable: nothing can be looked up.
        """
        fleet = await fleet_of(self.visible, seen, tag=tag)
        losses = await self.snapshots.losses(seen.team_id, [program.appid for program in fleet], version)
        # Ten thousand take tens of milliseconds: too long for the event loop.
        return await asyncio.to_thread(_judged, fleet, losses, version, tag)


_UNKNOWN: Final = KnownLoss(None, None)


def _judged(fleet: ProgramIndex, losses: Mapping[str, KnownLoss], version: Version, tag: str) -> FleetRaise:
    known = ((program, losses.get(program.appid, _UNKNOWN)) for program in fleet)
    rows = [raise_row(program, found.loss, found.minimum, version) for program, found in known]
    return fleet_raise(version, rows, tag=tag)
