"""The blocks with a format of their own: tables, charts, rich text.

https://docs.slack.dev/reference/block-kit/blocks/table-block/ and
https://docs.slack.dev/reference/block-kit/blocks/data-table-block/. Of the two limits in circulation for a data table
(101 or 201 rows, 10,000 or 20,000 characters) this takes the smaller one: what passes here passes under both.

https://docs.slack.dev/reference/block-kit/blocks/data-visualization-block. Slack refuses, it never shortens. For the
number of series and segments 6 and 12 are both in circulation; the smaller one is used here.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from tools.sandbox.slack.validation.check import (
    Check,
    Problem,
    Problems,
    array,
    boolean,
    by_type,
    integer,
    number,
    one_of,
    pattern,
    record,
    string,
    typed,
    unique,
)

STYLE = record({}, dict.fromkeys(("bold", "italic", "strike", "code", "underline", "highlight"), boolean))
_STYLE = {"style": STYLE}

_INLINE = by_type(
    {
        "text": typed({"text": string()}, _STYLE),
        "link": typed({"url": string()}, {"text": string(), "unsafe": boolean, **_STYLE}),
        "user": typed({"user_id": string()}, _STYLE),
        "channel": typed({"channel_id": string()}, _STYLE),
        "usergroup": typed({"usergroup_id": string()}, _STYLE),
        "emoji": typed({"name": string()}, {"unicode": string(), "skin_tone": integer(2, 6), **_STYLE}),
        "date": typed({"timestamp": integer(0), "format": string()}, {"url": string(), "fallback": string(), **_STYLE}),
        "broadcast": typed({"range": one_of("here", "channel", "everyone")}, _STYLE),
        "color": typed({"value": pattern(r"#[0-9A-Fa-f]{6}", "must be a color as #RRGGBB")}, _STYLE),
    }
)
_BORDER = {"border": integer(0, 1)}
_SECTION = typed({"elements": array(_INLINE)})

_PART = by_type(
    {
        "rich_text_section": _SECTION,
        "rich_text_list": typed(
            {"style": one_of("bullet", "ordered"), "elements": array(by_type({"rich_text_section": _SECTION}))},
            {"indent": integer(0, 8), "offset": integer(0), **_BORDER},
        ),
        "rich_text_preformatted": typed({"elements": array(_INLINE)}, {"language": string(), **_BORDER}),
        "rich_text_quote": typed({"elements": array(_INLINE)}, _BORDER),
    }
)
RICH_TEXT_FIELDS: dict[str, Check] = {"elements": array(_PART)}
RICH_TEXT = by_type({"rich_text": typed(RICH_TEXT_FIELDS, {"block_id": string(255)})})
"""A whole rich text block, as it also stands inside table cells, titles and task cards."""


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


CHARTS_PER_MESSAGE = 2
"""Not documented, found in the API's own error."""
SERIES = 6
POINTS = 20

_LABEL = string(20)
_POINT = record({"label": _LABEL, "value": number()})
_SERIES = record({"name": _LABEL, "data": array(_POINT, POINTS)})
_AXIS = record({"categories": array(_LABEL, POINTS)}, {"x_label": string(50), "y_label": string(50)})


def _points_match_categories(chart: Mapping[str, Any], at: str) -> Problems:
    categories = chart["axis_config"]["categories"]
    yield from unique(categories, f"{at}/axis_config/categories", "category")
    yield from unique([series["name"] for series in chart["series"]], f"{at}/series", "series name")
    for index, series in enumerate(chart["series"]):
        labels = [point["label"] for point in series["data"]]
        if len(labels) != len(categories) or set(labels) != set(categories):
            yield Problem(f"{at}/series/{index}/data", "must have one point for every category")


def _segment_labels(chart: Mapping[str, Any], at: str) -> Problems:
    yield from unique([segment["label"] for segment in chart["segments"]], f"{at}/segments", "segment label")


_WITH_AXES = typed({"series": array(_SERIES, SERIES), "axis_config": _AXIS}, rules=[_points_match_categories])
_PIE = typed(
    {"segments": array(record({"label": _LABEL, "value": number(above=0)}), SERIES)},
    rules=[_segment_labels],
)

CHART_FIELDS = {
    "title": string(50),
    "chart": by_type({"line": _WITH_AXES, "bar": _WITH_AXES, "area": _WITH_AXES, "pie": _PIE}),
}
