"""All programs of a workspace, and how one of them is found among thousands."""

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import Final, overload

from bot.domain.programs.names import Names
from bot.domain.programs.program import Program
from bot.domain.programs.typed_text import folded

_TAG_MARKS: Final = ("#", "＃")


class ProgramIndex(Sequence[Program]):
    """Programs in the operator's order. Never changes; made anew when a program does."""

    def __init__(self, programs: Iterable[Program] = ()) -> None:
        self._programs = tuple(programs)

    @overload
    def __getitem__(self, index: int) -> Program: ...

    @overload
    def __getitem__(self, index: slice) -> "ProgramIndex": ...

    def __getitem__(self, index: int | slice) -> "Program | ProgramIndex":
        """By place."""
        return ProgramIndex(self._programs[index]) if isinstance(index, slice) else self._programs[index]

    def __len__(self) -> int:
        """How many."""
        return len(self._programs)

    def __iter__(self) -> Iterator[Program]:
        """In order."""
        return iter(self._programs)

    def get(self, appid: str) -> Program | None:
        """The program of an AppID."""
        return self._by_appid.get(appid)

    def among(self, appids: Iterable[str]) -> tuple[Program, ...]:
        """The programs of these AppIDs, as far as there are any; in the order of the AppIDs."""
        return tuple(found for appid in appids if (found := self.get(appid)))

    def tagged(self, tag: str) -> "ProgramIndex":
        """Those with a tag (in any case or width)."""
        wanted = folded(tag)
        return ProgramIndex(program for program in self._programs if wanted in program.tags)

    def find(self, text: str) -> Program:
        """The one that somebody names. Among ten thousand this takes some 10 ms: not on the event loop.

        Raises:
            NoProgram, UnknownProgram, AmbiguousProgram: see `Names.find`.
        """
        return self._names.find(text)

    def find_at_start(self, words: Sequence[str]) -> tuple[Program, Sequence[str]]:
        """The one that the first words name, and the words behind its name.

        Raises:
            NoProgram, UnknownProgram, AmbiguousProgram: see `Names.find_at_start`.
        """
        return self._names.find_at_start(words)

    def is_taken(self, name: str, *, besides: str) -> bool:
        """Whether a program other than the one with the AppID `besides` is called so."""
        return self._names.is_taken(name, besides=besides)

    def closest(self, text: str) -> str:
        """The name most like a text; empty when none is close."""
        return self._names.closest(text)

    def search(self, text: str) -> "ProgramIndex":
        """Those whose alias, AppID, nickname or tag holds a text, the best first; all in order when it is empty.

        `#food` finds those with that very tag, as it does elsewhere, if there are any.
        """
        tagged = self.tagged(text.strip()[1:]) if text.strip().startswith(_TAG_MARKS) else ProgramIndex()
        if tagged:
            return tagged
        return ProgramIndex(self._names.search(text)) if text.strip() else self

    @cached_property
    def _by_appid(self) -> dict[str, Program]:
        return {program.appid: program for program in self._programs}

    @cached_property
    def _names(self) -> Names:
        return Names(self._programs)
