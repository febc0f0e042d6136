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
    """What `/baselib programs` shows at a time."""

    programs: Sequence[Program]
    """Of this page."""
    page: int
    """From 0."""
    found: int
    """Programs that fit the text; all, when it is empty."""
    total: int
    """Programs there are."""
    text: str = ""
    """What they were searched for."""
    suggestion: str = ""
    """A name like the text, when no program fits it."""
    chosen: str = ""
    """The appid of the channel's own program; empty when it has none."""

    @property
    def pages(self) -> int:
        """How many there are."""
        return -(-self.found // PAGE)

    @property
    def first(self) -> int:
        """The number of the page's first program, from 1."""
        return self.page * PAGE + 1


def list_programs(fleet: ProgramIndex, *, text: str = "", page: int = 0, chosen: str = "") -> ProgramList:
    """A page of those that fit a text; the last page when there are fewer, as some may have gone meanwhile."""
    found = fleet.search(text)
    page = max(0, min(page, (len(found) - 1) // PAGE))
    shown = found[page * PAGE : (page + 1) * PAGE]
    suggestion = "" if found or not text else fleet.closest(text)
    return ProgramList(shown, page, len(found), len(fleet), text, suggestion, chosen)
