"""Text in columns, where a Chinese character is as wide as two others, and a line may end after it."""

import re
from collections.abc import Sequence
from typing import Final
from unicodedata import category, east_asian_width

_WIDE: Final = frozenset({"W", "F"})
_INVISIBLE: Final = frozenset({"Cf", "Mn", "Me"})
"""Categories of characters such as the word joiner, which take no column."""
_PIECE: Final = re.compile(r"[（“]?(?:[⺀-￯]|[^\s⺀-￯]+)[，。；：、）”]*\s*|\s+")
"""A word or a Chinese character, with what may not begin a line."""
_SHORT: Final = 18
"""Columns of a word of a cell that stays whole; an AppID does, a Chinese sentence may break."""
_EDGE: Final = 1
_AROUND: Final = 3
"""A cell's spaces and the line behind it."""


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


def column_widths(rows: Sequence[Sequence[str]], width: int) -> list[int]:
    """The columns' widths in a table of a width; the first row are the headings.

    The widest give way first, at first as far as no word breaks but those that are long, then as far as the headings
    are whole, and in the end as far as they must.
    """
    columns = list(zip(*rows, strict=True))
    headings = [_longest(column[0]) for column in columns]
    words = [
        max(heading, *(min(_longest(cell), _SHORT) for cell in column))
        for heading, column in zip(headings, columns, strict=True)
    ]
    widths = [max(1, *map(width_of, column)) for column in columns]
    room = width - _EDGE - _AROUND * len(columns)
    for least in (words, headings, [1] * len(columns)):
        widths = _narrowed(widths, least, room)
    return widths


def _longest(text: str) -> int:
    """The columns of a text's longest word."""
    return max(map(width_of, text.split()), default=1)


def _narrowed(widths: Sequence[int], least: Sequence[int], room: int) -> list[int]:
    """Columns that fit, or are as narrow as they may be."""
    narrowed = list(widths)
    while sum(narrowed) > room:
        wide = [index for index, width in enumerate(narrowed) if width > least[index]]
        if not wide:
            break
        narrowed[max(wide, key=narrowed.__getitem__)] -= 1
    return narrowed
