"""The programs that a test configures."""

from dataclasses import replace

from bot.domain.programs.index import ProgramIndex
from bot.domain.programs.program import Program
from bot.ports.access import AccessRules
from bot.ports.programs import KeptPrograms, Labels
from tests.fakes.fleet import FakeProgramLabels
from tests.fakes.storage import FakeChannelPrograms, FakeSnapshots


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


class FakeImportedPrograms:
    """Serves `bot.ports.programs.ImportedPrograms`."""

    def __init__(
        self,
        programs: FakePrograms,
        kept: KeptPrograms,
        snapshots: FakeSnapshots,
        channels: FakeChannelPrograms,
        rules: AccessRules,
    ) -> None:
        self._programs, self._kept, self._snapshots = programs, kept, snapshots
        self._channels, self._rules = channels, rules

    async def erase(self, team_id: str, appid: str) -> None:
        self._programs.programs = [each for each in self._programs.programs if each.appid != appid]
        await self._programs.labels.put(team_id, appid, Labels())
        await self._kept.remove(team_id, appid)
        await self._rules.restrict(team_id, appid, ())
        self._snapshots.forget(team_id, appid)
        self._channels.forget(team_id, appid)
