"""Search programs by what people type: exactly one, or the best matches."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from difflib import get_close_matches
from functools import cached_property
from heapq import nlargest
from typing import Final

from bot.domain.programs.program import Program
from bot.domain.programs.typed_text import folded
from bot.errors import AmbiguousProgram, NoProgram, UnknownProgram

_MATCHES_NAMED: Final = 5
_LONGEST: Final = 80
"""Characters of the typed text quoted in an error."""
_WORDS: Final = 20
"""Words of a nickname at most: WeChat allows 30 characters."""
_COMPARED: Final = 200
"""Names compared letter by letter with an unknown one: all of thousands would take a second."""
_RANKS: Final = 4


class Names:
    """The names of programs, folded once: ten thousand are searched at each keystroke.

    Among ten thousand, folding them or looking for one takes tens of milliseconds: keep it off the event loop.
    """

    def __init__(self, programs: Sequence[Program]) -> None:
        self._programs = programs

    def find(self, text: str) -> Program:
        """The program with this alias, AppID or nickname, or the only one whose nickname or alias starts with it.

        Raises:
            NoProgram: there are no programs.
            UnknownProgram: none has that name; a close name is suggested, and the first few are named.
            AmbiguousProgram: several have that name, or start with it.
        """
        if not self._programs:
            raise NoProgram(count=0)
        wanted = folded(text)
        matches = self._called(wanted) or self._starting(wanted)
        if not matches:
            known = "\n".join(_distinct(self._programs[:_MATCHES_NAMED]))
            more = max(len(self._programs) - _MATCHES_NAMED, 0)
            raise UnknownProgram(name=text[:_LONGEST], suggestion=self.closest(text), known=known, more=more)
        if len(matches) > 1:
            raise ambiguous(text, _distinct(matches))
        return matches[0]

    def called(self, text: str) -> Sequence[Program]:
        """The programs with exactly this alias, AppID or nickname."""
        return self._called(folded(text))

    def find_at_start(self, words: Sequence[str]) -> tuple[Program, Sequence[str]]:
        """The program that the first words name, at least one, and the words after its name.

        A whole name wins over the start of one, and a longer one over a shorter one: nicknames have spaces.

        Raises:
            NoProgram, UnknownProgram, AmbiguousProgram: as `find`, of the first word.
        """
        for named in (self._called, self._starting):
            for end in range(min(len(words) - 1, _WORDS), 0, -1):
                matches = named(folded(" ".join(words[:end])))
                if len(matches) == 1:
                    return matches[0], words[end:]
        return self.find(words[0]), words[1:]

    def within(self, text: str, counts: Callable[[str], bool]) -> str:
        """The longest alias, AppID or nickname that a text holds as a whole; empty without one.

        Args:
            counts: whether a name may be meant by its words.
        """
        wanted = folded(text)
        held = sorted((name for name in self._spelled if name in wanted), key=len, reverse=True)
        return next((self._spelled[name] for name in held if _stands_alone(name, wanted) and counts(name)), "")

    def is_taken(self, name: str, *, besides: str) -> bool:
        """Whether a program other than the one with the AppID `besides` has this alias, AppID or nickname."""
        wanted = folded(name)
        named = [*self._by_nickname.get(wanted, ()), *self._by_alias.get(wanted, ()), *self._by_appid.get(wanted, ())]
        return any(program.appid != besides for program in named)

    def closest(self, text: str) -> str:
        """The name closest to a text, in its own spelling; empty when none is close."""
        names, wanted = self._spelled, folded(text)
        if len(names) > _COMPARED:
            pairs = _pairs(wanted)
            alike = nlargest(_COMPARED, names, key=lambda name: sum(pair in name for pair in pairs))
        else:
            alike = list(names)
        close = get_close_matches(wanted, alike, n=1)
        return names[close[0]] if close else ""

    def _matching(self, text: str) -> list[Program]:
        """Programs whose alias, AppID, nickname or a tag contains a text, best first.

        First the one with this alias, then names equal to the text, then those that start with it.
        """
        wanted = folded(text)
        ranked: list[list[Program]] = [[] for _ in range(_RANKS)]
        for program, names in self._lines:
            if wanted in names:
                ranked[_rank(names, wanted)].append(program)
        return [program for rank in ranked for program in rank]

    def _called(self, wanted: str) -> Sequence[Program]:
        """Programs by alias or AppID, which are unique; else by the whole nickname, which may not be."""
        unique = self._by_alias.get(wanted) or self._by_appid.get(wanted)
        return unique[:1] if unique else self._by_nickname.get(wanted, [])

    def _starting(self, wanted: str) -> list[Program]:
        if not wanted:
            return []
        return [
            program
            for program, alias, nickname in self._starts
            if alias.startswith(wanted) or nickname.startswith(wanted)
        ]

    @cached_property
    def _by_alias(self) -> dict[str, list[Program]]:
        return _by(self._programs, lambda program: program.alias)

    @cached_property
    def _by_appid(self) -> dict[str, list[Program]]:
        return _by(self._programs, lambda program: program.appid)

    @cached_property
    def _by_nickname(self) -> dict[str, list[Program]]:
        return _by(self._programs, lambda program: program.nickname)

    @cached_property
    def _starts(self) -> list[tuple[Program, str, str]]:
        return [(program, folded(program.alias), folded(program.nickname)) for program in self._programs]

    @cached_property
    def _spelled(self) -> dict[str, str]:
        return {
            folded(name): name
            for program in self._programs
            for name in (program.alias, program.nickname, program.appid)
            if name
        }

    @cached_property
    def _lines(self) -> list[tuple[Program, str]]:
        """Each program's names, one a line, the alias first."""
        return [(program, lines(program)) for program in self._programs]


def ambiguous(text: str, names: Sequence[str]) -> AmbiguousProgram:
    """The error for a text that several programs are meant by; it names the first few of them."""
    named = sorted(names, key=str.casefold)[:_MATCHES_NAMED]
    return AmbiguousProgram(name=text[:_LONGEST], matches="\n".join(named), more=len(names) - len(named))


def _stands_alone(name: str, text: str) -> bool:
    """Whether a name stands in a text without being a part of another Latin word or number."""
    before, after = (
        rf"{look}[a-z0-9_])" if edge.isascii() else "" for look, edge in (("(?<!", name[0]), ("(?!", name[-1]))
    )
    return re.search(f"{before}{re.escape(name)}{after}", text) is not None


def _by(programs: Iterable[Program], name: Callable[[Program], str]) -> dict[str, list[Program]]:
    found: dict[str, list[Program]] = {}
    for program in programs:
        if called := folded(name(program)):
            found.setdefault(called, []).append(program)
    return found


def lines(program: Program) -> str:
    """A program's names and tags, folded, each a line with a line break before and after; the alias first."""
    names = (program.alias, program.appid, program.nickname, *program.tags)
    return "".join(f"\n{folded(name)}" for name in names) + "\n"


def _rank(names: str, wanted: str) -> int:
    """The rank of a match: the alias, another whole name, the start of one, or a part of one."""
    whole = f"\n{wanted}\n"
    if names.startswith(whole):
        return 0
    if whole in names:
        return 1
    return 2 if f"\n{wanted}" in names else 3


def _pairs(text: str) -> set[str]:
    """The pairs of adjacent letters in a text."""
    return {text[at : at + 2] for at in range(len(text) - 1)} or {text}


def _distinct(programs: Sequence[Program]) -> list[str]:
    """The programs' names; the AppID where two share a name."""
    names = Counter(program.name for program in programs)
    return [program.name if names[program.name] == 1 else program.appid for program in programs]
