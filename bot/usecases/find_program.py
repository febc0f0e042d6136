"""The program that a button names; it must still belong to the workspace."""

from dataclasses import dataclass
from datetime import date

from bot.domain.program import Program
from bot.domain.report import Report
from bot.errors import StaleControl
from bot.ports import Programs
from bot.usecases.read_report import ReadReport


@dataclass(frozen=True)
class FindProgram:
    """By appid, as buttons carry it."""

    programs: Programs

    async def __call__(self, team_id: str, appid: str) -> Program:
        """The program.

        Raises:
            StaleControl: the workspace has no such program, or no longer.
        """
        program = (await self.programs.all(team_id)).get(appid)
        if program is None:
            raise StaleControl
        return program


@dataclass(frozen=True)
class KeptReport:
    """The report that a message was built from: state is in the database, never only in a message."""

    find_program: FindProgram
    read_report: ReadReport

    async def __call__(self, team_id: str, appid: str, day: date | None) -> Report:
        """One day's report.

        Raises:
            StaleControl: no such program, or nothing is kept of that day.
        """
        if day is None:
            raise StaleControl
        return await self.read_report.kept(team_id, await self.find_program(team_id, appid), day)
