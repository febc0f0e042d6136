"""A page of the programs of a workspace."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

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
