"""The programs that a test configures."""

from dataclasses import replace

from bot.domain.programs.index import ProgramIndex
from bot.domain.programs.program import Program
from tests.fakes.fleet import FakeProgramLabels


class FakePrograms:
    """Serves `bot.ports.programs.Programs`."""

    def __init__(self, *programs: Program) -> None:
        self.programs: list[Program] = list(programs)
        self.labels = FakeProgramLabels()

    async def all(self, team_id: str) -> ProgramIndex:
        labels = await self.labels.all(team_id)
        if not labels:
            return ProgramIndex(self.programs)
        return ProgramIndex(
            replace(program, alias=kept.alias or program.alias, tags=kept.tags or program.tags)
            if (kept := labels.get(program.appid))
            else program
            for program in self.programs
        )
