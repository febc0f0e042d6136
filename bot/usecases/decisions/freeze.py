"""Freeze the numbers that a proposal rests on: those of one program, or of many."""

import asyncio
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from bot.domain.access.roles import Viewpoint
from bot.domain.decisions.evidence import Evidence, FleetEvidence, at_large
from bot.domain.decisions.proposable import Obstacle, evidence_of, fleet_evidence, obstacle
from bot.domain.decisions.proposal import Proposal
from bot.domain.decisions.rollout.plan import Candidate, arrange, judge
from bot.domain.decisions.rollout.program import FleetProgram, ProgramState
from bot.domain.numbers.snapshot import snapshot_day
from bot.domain.programs.program import Program
from bot.domain.programs.typed_text import folded
from bot.errors import NoProposal, NothingToRaise
from bot.lib.batches import batches
from bot.ports.decisions import Decisions
from bot.ports.numbers import PublicSnapshots, Snapshots
from bot.usecases.fleet import fleet_of
from bot.usecases.programs.may_set import MaySet
from bot.usecases.programs.visible import VisiblePrograms
from bot.usecases.report.read import ReadReport
from bot.usecases.what_if import RaiseMinimum

_ANY_DAY: Final = date.max
_AT_ONCE: Final = 100
"""Snapshots that are decoded in one go, off the event loop."""


@dataclass(frozen=True)
class FreezeOne:
    """Reads the program now, as `/baselib raise` does."""

    read_report: ReadReport
    raise_minimum: RaiseMinimum
    public: PublicSnapshots
    decisions: Decisions

    async def __call__(self, team_id: str, program: Program, proposal: Proposal, *, now: datetime) -> Evidence:
        """The evidence for raising a program.

        Raises:
            NoProposal: it has an open decision, its numbers are suspicious or old, or its minimum is that high already.
            MeaningUnproved: no meaning fits them.
            OperatorError, TemporaryError: WeChat could not be read, and nothing is kept.
        """
        if await self.decisions.open_for(team_id, program.appid):
            raise NoProposal(because=Obstacle.OPEN, program=program.name)
        report = await self.read_report(team_id, program, now=now)
        answer = await self.raise_minimum(team_id, report, proposal.version)
        if found := obstacle(answer, now=now):
            raise NoProposal(because=found, program=program.name)
        public, clients = at_large(await self.public.latest(), proposal.version)
        return evidence_of(answer, public, clients, now=now, enclosed=proposal.enclosed)


@dataclass(frozen=True)
class FreezeMany:
    """Takes what is kept, as `/baselib fleet raise` does: thousands of readings would take too long."""

    visible: VisiblePrograms
    snapshots: Snapshots
    public: PublicSnapshots
    decisions: Decisions
    may_set: MaySet

    async def __call__(
        self, seen: Viewpoint, proposal: Proposal, *, now: datetime
    ) -> tuple[FleetEvidence, tuple[FleetProgram, ...]]:
        """The evidence for raising many programs, and those with the ones left out.

        Raises:
            NoProgram: there is none.
            UnknownTag: no program has the tag.
            NothingToRaise: the numbers of none of them are a basis for it.
            StorageUnavailable: nothing can be looked up.
        """
        version, ready = proposal.version, proposal.ready
        fleet = await fleet_of(self.visible, seen, tag=proposal.tag)
        busy, listed = await self.decisions.busy(seen.team_id), False
        # Where no merchant has opted in, people set all of them by hand.
        may = await self.may_set.among(seen.team_id, [each.appid for each in fleet])
        judged: list[FleetProgram] = []
        for some in batches(list(fleet), _AT_ONCE):
            appids = [each.appid for each in some]
            newest = await self.snapshots.newest(seen.team_id, appids, before=_ANY_DAY)
            earlier = await self.snapshots.newest(seen.team_id, appids, before=snapshot_day(now))
            candidates = [
                Candidate(
                    each,
                    newest.get(each.appid),
                    earlier.get(each.appid),
                    open=each.appid in busy,
                    allowed=not may or each.appid in may,
                )
                for each in some
            ]
            judged += await asyncio.to_thread(judge, candidates, version, ready=ready, now=now)
            listed = listed or any(each.lists(version) for each in candidates)
        programs = await asyncio.to_thread(arrange, judged)
        if all(each.state is ProgramState.LEFT_OUT for each in programs):
            raise NothingToRaise(version=version.text, programs=len(programs))
        public, clients = at_large(await self.public.latest(), version)
        evidence = await asyncio.to_thread(
            fleet_evidence,
            programs,
            version,
            tag=folded(proposal.tag),
            ready=ready,
            listed=listed,
            public=public,
            clients=clients,
            now=now,
            enclosed=proposal.enclosed,
        )
        return evidence, programs
