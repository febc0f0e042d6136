"""The programs that the environment names (`WECHAT_PROGRAMS`)."""

from collections.abc import Sequence

from bot.domain.program import Program


class ConfiguredPrograms:
    """The same for every workspace of the installation."""

    def __init__(self, programs: Sequence[Program]) -> None:
        self._programs = tuple(programs)

    async def all(self, _team_id: str) -> Sequence[Program]:
        """Every program, in the order of the setting."""
        return self._programs
