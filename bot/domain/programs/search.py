"""Compare what people type with the names of programs, and say what is no program's name; a page of programs."""

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Final

from bot.domain.programs.program import Program
from bot.domain.programs.typed_text import folded
from bot.errors import AmbiguousProgram, UnknownProgram

MATCHES_NAMED: Final = 5
COMPARED: Final = 200
"""Names compared letter by letter with an unknown one: all of thousands would take a second."""
_LONGEST: Final = 80
"""Characters of the typed text that are compared, and quoted in an error: a name close to a longer one is rare."""


def ambiguous(text: str, names: Sequence[str], count: int) -> AmbiguousProgram:
    """The error for a text that `count` programs are meant by; it names the first few of them."""
    return AmbiguousProgram(name=text[:_LONGEST], matches="\n".join(names), more=count - len(names))


def unknown(text: str, first: Sequence[Program], count: int, suggestion: str) -> UnknownProgram:
    """The error for a text that is the name of none of `count` programs; it names the first few of them."""
    known = "\n".join(_distinct(first))
    return UnknownProgram(name=text[:_LONGEST], suggestion=suggestion, known=known, more=count - len(first))


def parts_of(text: str) -> Collection[str]:
    """The pairs of adjacent letters in a typed text: a name close to it has many of them."""
    wanted = folded(text[:_LONGEST])
    return {wanted[at : at + 2] for at in range(len(wanted) - 1)} or {wanted}


def closest(text: str, names: Collection[str]) -> str:
    """The one of some folded names that is closest to a typed text; empty when none is close."""
    return next(iter(get_close_matches(folded(text[:_LONGEST]), names, n=1)), "")


def stands_alone(name: str, text: str) -> bool:
    """Whether a name stands in a text without being a part of another Latin word or number. Both are folded."""
    before, after = (
        rf"{look}[a-z0-9_])" if edge.isascii() else "" for look, edge in (("(?<!", name[0]), ("(?!", name[-1]))
    )
    return re.search(f"{before}{re.escape(name)}{after}", text) is not None


def lines(program: Program) -> str:
    """A program's names and tags, folded, each a line with a line break before and after; the alias first."""
    names = (program.alias, program.appid, program.nickname, *program.tags)
    return "".join(f"\n{folded(name)}" for name in names) + "\n"


def _distinct(programs: Sequence[Program]) -> list[str]:
    """The programs' names; the AppID where two share a name."""
    names = Counter(program.name for program in programs)
    return [program.name if names[program.name] == 1 else program.appid for program in programs]


PAGE: Final = 20
"""Programs on a page."""


@dataclass(frozen=True, slots=True)
class ProgramList:
    """One page of `/baselib programs`."""

    programs: Sequence[Program]
    """The programs on this page."""
    page: int
    """From 0."""
    found: int
    """The number of programs that match the text; all if it is empty."""
    total: int
    """The number of all programs."""
    text: str = ""
    """The search text."""
    suggestion: str = ""
    """A name close to the text, when no program matches it."""
    chosen: str = ""
    """The AppID of the channel's own program; empty when it has none."""

    @property
    def pages(self) -> int:
        """The number of pages."""
        return -(-self.found // PAGE)

    @property
    def first(self) -> int:
        """The number of the page's first program, from 1."""
        return self.page * PAGE + 1
