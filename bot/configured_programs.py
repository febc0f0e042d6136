"""The programs that the environment names (`WECHAT_PROGRAMS`)."""

from collections.abc import Iterable

from bot.domain.fleet import Fleet
from bot.domain.program import Program


class ConfiguredPrograms:
    """The same for every workspace of the installation."""

    def __init__(self, programs: Iterable[Program]) -> None:
        self._programs = Fleet(programs)

    async def all(self, _team_id: str) -> Fleet:
        """Every program, in the order of the setting."""
        return self._programs
