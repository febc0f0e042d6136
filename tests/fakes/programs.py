"""The programs that a test configures."""

from collections.abc import Sequence

from bot.domain.program import Program


class FakePrograms:
    """Serves `bot.ports.Programs`."""

    def __init__(self, *programs: Program) -> None:
        self.programs: list[Program] = list(programs)

    async def all(self, team_id: str) -> Sequence[Program]:
        """The same for every workspace."""
        del team_id
        return list(self.programs)
