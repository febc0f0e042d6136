"""The program that a button names; it must still belong to the workspace."""

from dataclasses import dataclass
from datetime import date

from bot.domain.access import Viewpoint
from bot.domain.program import Program
from bot.domain.report import Report
from bot.errors import StaleControl
from bot.usecases.read_report import ReadReport
from bot.usecases.visible_programs import VisiblePrograms


@dataclass(frozen=True)
class FindProgram:
    """By appid, as buttons carry it."""

    visible: VisiblePrograms

    async def __call__(self, seen: Viewpoint, appid: str) -> Program:
        """The program.

        Raises:
            StaleControl: the workspace has no such program, or no longer, or not for whoever looks from there.
            ProgramRestricted: see `VisiblePrograms.get`.
        """
        program = await self.visible.get(seen, appid)
        if program is None:
            raise StaleControl
        return program


@dataclass(frozen=True)
class KeptReport:
    """The report that a message was built from: state is in the database, never only in a message."""

    find_program: FindProgram
    read_report: ReadReport

    async def __call__(self, seen: Viewpoint, appid: str, day: date | None) -> Report:
        """One day's report.

        Raises:
            StaleControl: no such program, or nothing is kept of that day.
        """
        if day is None:
            raise StaleControl
        return await self.read_report.kept(seen.team_id, await self.find_program(seen, appid), day)
