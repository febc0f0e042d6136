"""A table made of columns, so that one without any value can be left out."""

from collections.abc import Sequence

from bot.blocks.kit import limits
from bot.blocks.kit.elements import Cell, data_table
from bot.blocks.kit.message import Block

Column = tuple[str, list[Cell]]
"""Its name, and a cell for each row."""


def columns_table(caption: str, columns: Sequence[Column], *, page_size: int = limits.TABLE_ROWS) -> Block:
    """The table; `page_size` is the number of rows shown at once."""
    rows = list(zip(*(cells for _, cells in columns), strict=True))
    return data_table(caption, [title for title, _ in columns], rows, page_size=min(len(rows), page_size))
