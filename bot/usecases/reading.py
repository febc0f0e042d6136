"""All use cases that only read: what the command line and agents ask for."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from bot.domain.can.use import CanAnswer, CanQuestion
from bot.domain.programs import Program
from bot.domain.report.report import Report
from bot.usecases.can import CanUse
from bot.usecases.digest.changes import ReadChanges
from bot.usecases.fleet import RaiseFleet, ReadFleet
from bot.usecases.forecast import FindHighestMinimum, RaiseMinimum, ReadTrend, RecommendMinimum
from bot.usecases.governance import DeleteImported
from bot.usecases.imports import ImportNumbers
from bot.usecases.programs.label import ListPrograms
from bot.usecases.programs.visible import ChooseProgram, VisiblePrograms
from bot.usecases.report.kept_reports import ReportOn
from bot.usecases.report.read import ReadReport


@dataclass(frozen=True)
class ReadingUseCases:
    """Use cases that need no Slack."""

    visible_programs: VisiblePrograms
    choose_program: ChooseProgram
    list_programs: ListPrograms
    read_report: ReadReport
    report_on: ReportOn
    recommend_minimum: RecommendMinimum
    raise_minimum: RaiseMinimum
    find_highest_minimum: FindHighestMinimum
    read_fleet: ReadFleet
    raise_fleet: RaiseFleet
    read_trend: ReadTrend
    read_changes: ReadChanges
    can_use: CanUse
    import_numbers: ImportNumbers
    delete_imported: DeleteImported

    async def report_at(
        self, team_id: str, program: Program, day: date | None, *, now: datetime, as_is: bool = False
    ) -> Report:
        """Return the newest good report, or `as_is` the newest; with a day, the report as it was known on that day.

        For answers that look back, as nearly all do.

        Raises:
            DayToCome, NothingKept: there is no report for the day.
            OperatorError, TemporaryError: WeChat could not be read, and nothing is kept.
        """
        if day is not None:
            return await self.report_on(team_id, program, day, now=now)
        return await self.read_report(team_id, program, now=now, as_is=as_is, looking_back=True)

    async def can_at(
        self, team_id: str, question: CanQuestion, program: Program | None, day: date | None, *, now: datetime
    ) -> CanAnswer:
        """Return what APIs need, and who of the newest report's users has them; with a day, who had them on that day.

        Raises:
            DayToCome, NothingKept: there is no report for the day.
            FeatureElsewhere: see `CanUse`.
        """
        if day is None or program is None:
            return await self.can_use(team_id, question, program, now=now)
        report = await self.report_on(team_id, program, day, now=now)
        answer = await self.can_use(team_id, question, program, now=now, day=report.snapshot.day)
        return replace(answer, report=report)
