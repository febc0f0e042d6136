"""Text in columns, where a Chinese character is as wide as two others, and a line may end after it."""

import re
from typing import Final
from unicodedata import category, east_asian_width

_WIDE: Final = frozenset({"W", "F"})
_INVISIBLE: Final = frozenset({"Cf", "Mn", "Me"})
"""Categories of characters such as the word joiner, which take no column."""
_PIECE: Final = re.compile(r"[（“]?(?:[⺀-￯]|[^\s⺀-￯]+)[，。；：、）”]*\s*|\s+")
"""A word or a Chinese character, with what may not begin a line."""


def lines(text: str, width: int) -> list[str]:
    """A text in lines of a width, whole."""
    found: list[str] = []
    line = ""
    for piece in _PIECE.findall(text):
        if line and width_of(line) + width_of(piece.rstrip()) > width:
            found.append(line.rstrip())
            line = ""
        line += piece
    return [*found, line.rstrip()]


def width_of(text: str) -> int:
    """The columns that a text takes."""
    return sum(2 if east_asian_width(each) in _WIDE else 1 for each in text if category(each) not in _INVISIBLE)
