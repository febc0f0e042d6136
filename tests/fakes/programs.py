"""The programs that a test configures."""

from bot.domain.fleet import Fleet
from bot.domain.program import Program


class FakePrograms:
    """Serves `bot.ports.Programs`."""

    def __init__(self, *programs: Program) -> None:
        self.programs: list[Program] = list(programs)

    async def all(self, team_id: str) -> Fleet:
        """The same for every workspace."""
        del team_id
        return Fleet(self.programs)
