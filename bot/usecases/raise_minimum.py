"""What raising the minimum to a version would cost."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.domain.program import Program
from bot.domain.report import RaiseAnswer, Report, raise_answer
from bot.domain.version import Version
from bot.ports import Snapshots
from bot.usecases.foresee import Foresee
from bot.usecases.read_report import ReadReport

_HISTORY = timedelta(weeks=5)


@dataclass(frozen=True)
class RaiseMinimum:
    """`/baselib raise <version>` and the select "What if the minimum were ..."."""

    read_report: ReadReport
    snapshots: Snapshots
    foresee: Foresee

    async def __call__(self, team_id: str, program: Program, version: Version, *, now: datetime) -> RaiseAnswer:
        """The loss at a version now, a week and four weeks ago, and at its neighbours; and when it will be safe.

        Raises:
            MeaningUnproved: the newest numbers do not say what they mean.
            OperatorError, TemporaryError: as `ReadReport`.
        """
        return await self.of(team_id, await self.read_report(team_id, program, now=now), version)

    async def of(self, team_id: str, report: Report, version: Version) -> RaiseAnswer:
        """The same, read off a report that is there already: one of an earlier day, for example.

        Raises:
            MeaningUnproved: its numbers do not say what they mean.
        """
        history = await self.snapshots.since(team_id, report.program.appid, report.snapshot.day - _HISTORY)
        known = [snapshot for snapshot in history if snapshot.day <= report.snapshot.day]
        answer = raise_answer(report, report.computed(), version, known)
        if answer.already_guaranteed:
            return answer
        return replace(answer, foreseen=await self.foresee(team_id, report, version))
