"""The program that a button names; it must still belong to the workspace."""

from dataclasses import dataclass

from bot.domain.access.roles import Viewpoint
from bot.domain.programs.program import Program
from bot.errors import StaleControl
from bot.usecases.programs.visible import VisiblePrograms


@dataclass(frozen=True)
class FindProgram:
    """By appid, as buttons carry it."""

    visible: VisiblePrograms

    async def __call__(self, seen: Viewpoint, appid: str) -> Program:
        """The program.

        Raises:
            StaleControl: the program does not exist (any more) for this viewpoint.
            ProgramRestricted: see `VisiblePrograms.get`.
        """
        program = await self.visible.get(seen, appid)
        if program is None:
            raise StaleControl
        return program
