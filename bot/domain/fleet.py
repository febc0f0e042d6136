"""All programs of a workspace, and how one of them is found among thousands."""

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import overload

from bot.domain.program import Program, folded


class Fleet(Sequence[Program]):
    """Programs in the operator's order. Never changes; made anew when a program does."""

    def __init__(self, programs: Iterable[Program] = ()) -> None:
        self._programs = tuple(programs)

    @overload
    def __getitem__(self, index: int) -> Program: ...

    @overload
    def __getitem__(self, index: slice) -> "Fleet": ...

    def __getitem__(self, index: int | slice) -> "Program | Fleet":
        """By place."""
        return Fleet(self._programs[index]) if isinstance(index, slice) else self._programs[index]

    def __len__(self) -> int:
        """How many."""
        return len(self._programs)

    def __iter__(self) -> Iterator[Program]:
        """In order."""
        return iter(self._programs)

    def get(self, appid: str) -> Program | None:
        """The program of an AppID."""
        return self._by_appid.get(appid)

    def tagged(self, tag: str) -> "Fleet":
        """Those with a tag (in any case or width)."""
        wanted = folded(tag)
        return Fleet(program for program in self._programs if wanted in program.tags)

    def search(self, text: str) -> "Fleet":
        """Those whose alias, AppID, nickname or tag holds a text; all of them when it is empty."""
        wanted = folded(text)
        return Fleet(program for program, names in self._names if wanted in names) if wanted else self

    @cached_property
    def _by_appid(self) -> dict[str, Program]:
        return {program.appid: program for program in self._programs}

    @cached_property
    def _names(self) -> list[tuple[Program, str]]:
        """Folded once: a search among ten thousand must not take longer than a keystroke."""
        return [
            (program, folded("\n".join((program.alias, program.appid, program.nickname, *program.tags))))
            for program in self._programs
        ]
