"""`table` and `data_table`.

https://docs.slack.dev/reference/block-kit/blocks/table-block/ and
https://docs.slack.dev/reference/block-kit/blocks/data-table-block/. Of the two limits in circulation for a data table
(101 or 201 rows, 10,000 or 20,000 characters) this takes the smaller one: what passes here passes under both.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from bot.sandbox.slack.validation.check import (
    Problem,
    Problems,
    array,
    boolean,
    by_type,
    integer,
    number,
    one_of,
    record,
    string,
    typed,
)
from bot.sandbox.slack.validation.rich_text import RICH_TEXT_FIELDS

DATA_TABLE_ROWS = 101
"""The header and 100 rows of data."""
DATA_TABLE_CHARACTERS = 10_000
"""In one data table, and in all data tables of one message."""

_RAW_TEXT = typed({"text": string()})
_RAW_NUMBER = typed({"value": number(), "text": string()})
_RICH_CELL = typed(RICH_TEXT_FIELDS)
_CELL = by_type({"raw_text": _RAW_TEXT, "raw_number": _RAW_NUMBER, "rich_text": _RICH_CELL})

_COLUMN_SETTING = record({}, {"align": one_of("left", "center", "right"), "is_wrapped": boolean})


def _column_setting(value: object, at: str) -> Problems:
    if value is not None:  # the docs let null skip a column
        yield from _COLUMN_SETTING(value, at)


TABLE_FIELDS = {"rows": array(array(_CELL, 20), 100)}
TABLE_OPTIONS = {"column_settings": array(_column_setting, 20)}
DATA_TABLE_FIELDS = {
    "caption": string(),
    "rows": array(array(_CELL, 20), DATA_TABLE_ROWS, least=2),
}
DATA_TABLE_OPTIONS = {"page_size": integer(1, 100), "row_header_column_index": integer(0, 19)}


def texts(value: object) -> Iterator[str]:
    """Every `text` string inside a value, however deep."""
    if isinstance(value, dict):
        for name, inner in value.items():
            if name == "text" and isinstance(inner, str):
                yield inner
            else:
                yield from texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from texts(inner)


def cell_characters(block: Mapping[str, Any]) -> int:
    """How many characters the cells of a table hold."""
    return sum(map(len, texts(block.get("rows"))))


def data_table_shape(block: Mapping[str, Any], at: str) -> Problems:
    """A rule: equal rows, a plain header, a row header column that exists, and not too much text."""
    rows = block["rows"]
    width = len(rows[0])
    for index, row in enumerate(rows):
        if len(row) != width:
            yield Problem(f"{at}/rows/{index}", "all rows must have the same number of cells")
    for index, cell in enumerate(rows[0]):
        if cell["type"] == "rich_text":
            yield Problem(f"{at}/rows/0/{index}/type", "unsupported type: rich_text")
    if block.get("row_header_column_index", 0) >= width:
        yield Problem(f"{at}/row_header_column_index", f"must be less than or equal to {width - 1}")
    if cell_characters(block) > DATA_TABLE_CHARACTERS:
        yield Problem(f"{at}/rows", f"must be less than {DATA_TABLE_CHARACTERS + 1} characters")
