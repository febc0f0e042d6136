"""Freeze the numbers that a proposal rests on."""

from dataclasses import dataclass
from datetime import datetime

from bot.domain.decisions.enclosed import NOTHING, Enclosed
from bot.domain.decisions.evidence import Evidence, at_large
from bot.domain.decisions.proposable import evidence_of, obstacle
from bot.domain.numbers.version import Version
from bot.domain.programs.program import Program
from bot.errors import NoProposal
from bot.ports.numbers import PublicSnapshots
from bot.usecases.report.read import ReadReport
from bot.usecases.what_if import RaiseMinimum


@dataclass(frozen=True)
class FreezeEvidence:
    """Reads the program now, as `/baselib raise` does."""

    read_report: ReadReport
    raise_minimum: RaiseMinimum
    public: PublicSnapshots

    async def __call__(
        self, team_id: str, program: Program, version: Version, *, now: datetime, enclosed: Enclosed = NOTHING
    ) -> Evidence:
        """The evidence for raising to a version.

        Raises:
            NoProposal: the numbers are suspicious or old, the minimum is that high already, or the planned day is over.
            MeaningUnproved: their meaning is not known.
            OperatorError, TemporaryError: WeChat could not be read, and nothing is kept.
        """
        report = await self.read_report(team_id, program, now=now)
        answer = await self.raise_minimum(team_id, report, version)
        if found := obstacle(answer, now=now, planned=enclosed.planned):
            raise NoProposal(because=found, program=program.name)
        return evidence_of(answer, *at_large(await self.public.latest(), version), now=now, enclosed=enclosed)
