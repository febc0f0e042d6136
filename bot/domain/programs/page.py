"""A page of the programs of a workspace."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from bot.domain.programs.index import ProgramIndex
from bot.domain.programs.program import Program

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


def list_programs(fleet: ProgramIndex, *, text: str = "", page: int = 0, chosen: str = "") -> ProgramList:
    """A page of the programs that match a text; the last page if `page` no longer exists."""
    found = fleet.search(text)
    page = max(0, min(page, (len(found) - 1) // PAGE))
    shown = found[page * PAGE : (page + 1) * PAGE]
    suggestion = "" if found or not text else fleet.closest(text)
    return ProgramList(shown, page, len(found), len(fleet), text, suggestion, chosen)
