"""A Mini Program and how people name it."""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from bot.errors import AmbiguousProgram, NoProgram, UnknownProgram

_MATCHES_NAMED = 5


@dataclass(frozen=True, slots=True)
class Program:
    """One Mini Program."""

    appid: str
    alias: str = ""
    """Short name for typing; empty when there is none."""
    nickname: str = ""
    """The name that its users see; from outside, so never trusted."""

    @property
    def name(self) -> str:
        """What people call it."""
        return self.alias or self.nickname or self.appid


def find_program(programs: Sequence[Program], text: str) -> Program:
    """The program with this alias or appid, or the only one whose nickname or alias starts like that.

    Raises:
        NoProgram: there is none at all.
        UnknownProgram: none has that name; a close one is suggested.
        AmbiguousProgram: several start like that.
    """
    if not programs:
        raise NoProgram(count=0)
    wanted = text.casefold()
    for program in programs:
        if wanted in (program.alias.casefold(), program.appid.casefold()):
            return program
    starting = [
        program
        for program in programs
        if wanted and any(name.casefold().startswith(wanted) for name in _names(program))
    ]
    if len(starting) == 1:
        return starting[0]
    if starting:
        matches = ", ".join(program.name for program in starting[:_MATCHES_NAMED])
        raise AmbiguousProgram(name=text[:80], matches=matches)
    close = get_close_matches(wanted, [name.casefold() for program in programs for name in _names(program)], n=1)
    raise UnknownProgram(name=text[:80], suggestion=close[0] if close else "")


def _names(program: Program) -> list[str]:
    return [name for name in (program.alias, program.nickname) if name]
