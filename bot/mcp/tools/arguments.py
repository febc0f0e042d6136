"""Arguments that several tools take, with their bounds."""

from typing import Annotated, Final

from pydantic import Field

from bot.mcp.calls import Arguments

ROWS: Final = 20
"""The most rows of a result; a cursor leads to the next ones."""
Name = Annotated[str, Field(max_length=100)]
"""A program's alias, AppID or start of its nickname."""
VersionText = Annotated[str, Field(min_length=1, max_length=40)]
Day = Annotated[str, Field(max_length=20)]
Cursor = Annotated[str, Field(max_length=6, pattern=r"^[0-9]*$")]
Tag = Annotated[str, Field(max_length=60)]


class OfProgram(Arguments):
    """A program, now or on an earlier day."""

    program: Name = ""
    on: Day = ""


def page_of(cursor: str) -> int:
    """The page (from 0) that a cursor leads to."""
    return int(cursor or 0)
