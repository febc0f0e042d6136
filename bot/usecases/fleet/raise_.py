"""What raising the minimum would cost each program of a fleet."""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from bot.domain.access.roles import Viewpoint
from bot.domain.fleet.raise_ import FleetRaise, RaiseRow, fleet_raise, raise_row
from bot.domain.numbers.snapshot import Snapshot
from bot.domain.numbers.version import Version
from bot.domain.programs.program import Program
from bot.lib.batches import batches
from bot.ports.numbers import Snapshots
from bot.usecases.fleet.read import AT_ONCE, fleet_of
from bot.usecases.programs.visible import VisiblePrograms

_ANY_DAY: Final = date.max


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
        rows: list[RaiseRow] = []
        for some in batches([program.appid for program in fleet], AT_ONCE):
            snapshots = await self.snapshots.newest(seen.team_id, some, before=_ANY_DAY)
            pairs = [(program, snapshots.get(appid)) for appid in some if (program := fleet.get(appid))]
            rows += await asyncio.to_thread(_judged, pairs, version)
        return await asyncio.to_thread(fleet_raise, version, rows, tag=tag)


def _judged(pairs: Iterable[tuple[Program, Snapshot | None]], version: Version) -> list[RaiseRow]:
    return [_row(program, snapshot, version) for program, snapshot in pairs]


def _row(program: Program, snapshot: Snapshot | None, version: Version) -> RaiseRow:
    distribution = snapshot.distribution if snapshot else None
    minimum = snapshot.minimum if snapshot else None
    return raise_row(program, distribution.loss(version) if distribution else None, minimum, version)
