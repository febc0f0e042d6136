"""The highest minimum that keeps a given share of the users."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from bot.domain.program import Program
from bot.domain.report import CoverAnswer, Report, cover_answer
from bot.usecases.read_report import ReadReport


@dataclass(frozen=True)
class CoverUsers:
    """`/baselib cover <percent>`."""

    read_report: ReadReport

    async def __call__(self, team_id: str, program: Program, target: Decimal, *, now: datetime) -> CoverAnswer:
        """The highest listed version whose coverage is certain to reach `target` (a fraction).

        Raises:
            MeaningUnproved: the newest numbers do not say what they mean.
            OperatorError, TemporaryError: as `ReadReport`.
        """
        return self.of(await self.read_report(team_id, program, now=now), target)

    def of(self, report: Report, target: Decimal) -> CoverAnswer:
        """The same, read off a report that is there already: one of an earlier day, for example.

        Raises:
            MeaningUnproved: its numbers do not say what they mean.
        """
        return cover_answer(report, report.computed(), target)
