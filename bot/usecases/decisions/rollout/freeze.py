"""Freeze the numbers of a fleet."""

import asyncio
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

from bot.domain.access.roles import Viewpoint
from bot.domain.decisions.evidence import at_large
from bot.domain.decisions.rollout.evidence import FleetEvidence, fleet_evidence
from bot.domain.decisions.rollout.plan import Candidate, arrange, judge
from bot.domain.decisions.rollout.program import FleetProgram, ProgramState
from bot.domain.numbers.snapshot import Snapshot, snapshot_day
from bot.domain.numbers.version import Version
from bot.domain.programs.program import Program
from bot.domain.programs.typed_text import folded
from bot.errors import NothingToRaise
from bot.lib.batches import batches
from bot.ports.decisions import Decisions
from bot.ports.numbers import PublicSnapshots, Snapshots
from bot.usecases.fleet import fleet_of
from bot.usecases.programs.may_set import MaySet
from bot.usecases.programs.visible import VisiblePrograms

_ANY_DAY: Final = date.max
_AT_ONCE: Final = 100
"""Snapshots that are decoded in one go, off the event loop."""


@dataclass(frozen=True)
class FreezeFleet:
    """Reads what is kept, as `/baselib fleet raise` does: thousands of readings would take too long."""

    visible: VisiblePrograms
    snapshots: Snapshots
    public: PublicSnapshots
    decisions: Decisions
    may_set: MaySet

    async def __call__(
        self, seen: Viewpoint, version: Version, *, tag: str, ready: bool, now: datetime
    ) -> tuple[FleetEvidence, tuple[FleetProgram, ...]]:
        """The evidence for raising a fleet to a version, and its programs with those left out.

        Raises:
            NoProgram: there is none.
            UnknownTag: no program has the tag.
            NothingToRaise: the numbers of none of them are a basis for it.
            StorageUnavailable: nothing can be looked up.
        """
        fleet = await fleet_of(self.visible, seen, tag=tag)
        busy, listed = await self.decisions.busy(seen.team_id), False
        # Where no merchant has opted in, people set all of them by hand.
        may = await self.may_set.among(seen.team_id, [each.appid for each in fleet])
        judged: list[FleetProgram] = []
        for some in batches(list(fleet), _AT_ONCE):
            candidates = await self._candidates(seen.team_id, some, busy, now=now)
            if may:
                candidates = [replace(each, allowed=each.program.appid in may) for each in candidates]
            judged += await asyncio.to_thread(judge, candidates, version, ready=ready, now=now)
            listed = listed or any(_lists(each.snapshot, version) for each in candidates)
        programs = await asyncio.to_thread(arrange, judged)
        if all(each.state is ProgramState.LEFT_OUT for each in programs):
            raise NothingToRaise(version=version.text, programs=len(programs))
        public, clients = at_large(await self.public.latest(), version)
        evidence = await asyncio.to_thread(
            fleet_evidence,
            programs,
            version,
            tag=folded(tag),
            ready=ready,
            listed=listed,
            public=public,
            clients=clients,
            now=now,
        )
        return evidence, programs

    async def _candidates(
        self, team_id: str, programs: Collection[Program], busy: Collection[str], *, now: datetime
    ) -> list[Candidate]:
        appids = [each.appid for each in programs]
        newest = await self.snapshots.newest(team_id, appids, before=_ANY_DAY)
        earlier: Mapping[str, Snapshot] = await self.snapshots.newest(team_id, appids, before=snapshot_day(now))
        return [
            Candidate(each, newest.get(each.appid), earlier.get(each.appid), open=each.appid in busy)
            for each in programs
        ]


def _lists(snapshot: Snapshot | None, version: Version) -> bool:
    distribution = snapshot.distribution if snapshot else None
    return distribution is not None and version in distribution.versions
