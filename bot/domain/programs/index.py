"""All programs of a workspace, with search among thousands."""

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import Final, overload

from bot.domain.programs.program import Program
from bot.domain.programs.search import Names
from bot.domain.programs.typed_text import folded

_TAG_MARKS: Final = ("#", "＃")


class ProgramIndex(Names, Sequence[Program]):
    """Programs in the operator's order. Immutable; rebuilt when a program changes."""

    def __init__(self, programs: Iterable[Program] = ()) -> None:
        super().__init__(tuple(programs))

    @overload
    def __getitem__(self, index: int) -> Program: ...

    @overload
    def __getitem__(self, index: slice) -> "ProgramIndex": ...

    def __getitem__(self, index: int | slice) -> "Program | ProgramIndex":
        """A program by position, or a slice."""
        return ProgramIndex(self._programs[index]) if isinstance(index, slice) else self._programs[index]

    def __len__(self) -> int:
        """The number of programs."""
        return len(self._programs)

    def __iter__(self) -> Iterator[Program]:
        """Iterate in the operator's order."""
        return iter(self._programs)

    def get(self, appid: str) -> Program | None:
        """The program of an AppID."""
        return self._at.get(appid)

    def among(self, appids: Iterable[str]) -> tuple[Program, ...]:
        """The programs of these AppIDs that exist, in the order of the AppIDs."""
        return tuple(found for appid in appids if (found := self.get(appid)))

    def tagged(self, tag: str) -> "ProgramIndex":
        """The programs with a tag, typed in any case or width."""
        wanted = folded(tag)
        return ProgramIndex(program for program in self._programs if wanted in program.tags)

    def search(self, text: str) -> "ProgramIndex":
        """Programs whose alias, AppID, nickname or tag contains a text, best first; all in order if it is empty.

        `#food` finds programs with exactly that tag, if there are any.
        """
        tagged = self.tagged(text.strip()[1:]) if text.strip().startswith(_TAG_MARKS) else ProgramIndex()
        if tagged:
            return tagged
        return ProgramIndex(self._matching(text)) if text.strip() else self

    @cached_property
    def _at(self) -> dict[str, Program]:
        return {program.appid: program for program in self._programs}
