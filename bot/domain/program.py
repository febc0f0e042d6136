"""A Mini Program and how people name it."""

import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum

from bot.errors import AmbiguousProgram, NoProgram, UnknownProgram

_MATCHES_NAMED = 5


class Standing(StrEnum):
    """Whether WeChat lets us read a program, as far as we know."""

    READABLE = "readable"
    """Nothing is known that speaks against it."""
    REVOKED = "revoked"
    """Its admin took the authorisation back, or never gave it: it is not asked for until that changes."""
    NOT_GRANTED = "not-granted"
    """It is authorised, but without permission set 18."""


@dataclass(frozen=True, slots=True)
class Program:
    """One Mini Program."""

    appid: str
    alias: str = ""
    """Short name for typing; empty when there is none."""
    nickname: str = ""
    """The name that its users see; from outside, so never trusted."""
    tags: tuple[str, ...] = ()
    """What people sort it under, folded (`folded`), in alphabetical order."""
    standing: Standing = Standing.READABLE

    @property
    def name(self) -> str:
        """What people call it."""
        return self.alias or self.nickname or self.appid


def find_program(programs: Sequence[Program], text: str) -> Program:
    """The program with this alias, appid or nickname, or the only one whose nickname or alias starts like that.

    Raises:
        NoProgram: there is none at all.
        UnknownProgram: none has that name; a close one is suggested.
        AmbiguousProgram: several are called, or start, like that.
    """
    if not programs:
        raise NoProgram(count=0)
    wanted = folded(text)
    for matches in (_called(programs, wanted), _starting(programs, wanted)):
        if len(matches) == 1:
            return matches[0]
        if matches:
            raise AmbiguousProgram(name=text[:80], matches=", ".join(_told_apart(matches)[:_MATCHES_NAMED]))
    raise UnknownProgram(name=text[:80], suggestion=_closest(programs, wanted))


def folded(name: str) -> str:
    """Names compare without case and width: what people type is NFKC-normalised, nicknames are not (（北京）)."""
    return unicodedata.normalize("NFKC", name).casefold().strip()


def _called(programs: Sequence[Program], wanted: str) -> list[Program]:
    """By alias or appid, which are unique; else by the whole nickname, which need not be."""
    unique = [program for program in programs if wanted and wanted in (folded(program.alias), folded(program.appid))]
    return unique[:1] or [program for program in programs if wanted and wanted == folded(program.nickname)]


def _starting(programs: Sequence[Program], wanted: str) -> list[Program]:
    return [
        program
        for program in programs
        if wanted and any(folded(name).startswith(wanted) for name in (program.alias, program.nickname))
    ]


def _told_apart(programs: Sequence[Program]) -> list[str]:
    """Their names; the appid where two have the same."""
    names = Counter(program.name for program in programs)
    return [program.name if names[program.name] == 1 else program.appid for program in programs]


def _closest(programs: Sequence[Program], wanted: str) -> str:
    """The name most like the wanted one, spelled as its owner does; empty when none is close."""
    names = {
        folded(name): name for program in programs for name in (program.alias, program.nickname, program.appid) if name
    }
    close = get_close_matches(wanted, names, n=1)
    return names[close[0]] if close else ""
