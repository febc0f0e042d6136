"""The buttons, menus and pickers that Baselib sends, and the objects that they are composed of.

https://docs.slack.dev/reference/block-kit/block-elements/

https://docs.slack.dev/reference/block-kit/composition-objects/

The blocks with a format of their own: tables, charts, rich text.
https://docs.slack.dev/reference/block-kit/blocks/table-block/ and
https://docs.slack.dev/reference/block-kit/blocks/data-table-block/. Of the two limits in circulation for a data table
(101 or 201 rows, 10,000 or 20,000 characters) this takes the smaller one: what passes here passes under both.

https://docs.slack.dev/reference/block-kit/blocks/data-visualization-block. Slack refuses, it never shortens. For the
number of series and segments 6 and 12 are both in circulation; the smaller one is used here.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from tools.sandbox.slack.validation.check import (
    Check,
    Problem,
    Problems,
    Rule,
    array,
    at_least_one_of,
    boolean,
    by_type,
    integer,
    just_one_of,
    number,
    one_of,
    pattern,
    record,
    string,
    typed,
    unique,
    url,
)


def plain_text(most: int = 3000) -> Check:
    """Return a `plain_text` object."""
    return by_type({"plain_text": typed({"text": string(most)}, {"emoji": boolean})})


def mrkdwn_or_plain(most: int = 3000) -> Check:
    """Return a `plain_text` or `mrkdwn` object; the markup itself is not looked at."""
    return by_type(
        {
            "plain_text": typed({"text": string(most)}, {"emoji": boolean}),
            "mrkdwn": typed({"text": string(most)}, {"verbatim": boolean}),
        }
    )


PLAIN_OPTION = record({"text": plain_text(75), "value": string(150)}, {"description": plain_text(75)})
OVERFLOW_OPTION = record(
    {"text": plain_text(75), "value": string(150)}, {"description": plain_text(75), "url": url(3000)}
)
"""An option of an overflow menu: the only kind that may open a link."""
RICH_OPTION = record({"text": mrkdwn_or_plain(75), "value": string(150)}, {"description": mrkdwn_or_plain(75)})
"""An option of radio buttons or checkboxes: these may use markup."""


def options(option: Check, most: int, *, least: int = 1) -> Check:
    """Yield a list of options whose values differ."""
    items = array(option, most, least=least)

    def check(value: object, at: str) -> Problems:
        found = list(items(value, at))
        yield from found
        if not found and isinstance(value, list):
            yield from unique([each["value"] for each in value], at, "option value")

    return check


OPTION_GROUP = record({"label": plain_text(75), "options": array(PLAIN_OPTION, 100)})
CONFIRM = record(
    {"title": plain_text(100), "text": mrkdwn_or_plain(300), "confirm": plain_text(30), "deny": plain_text(30)},
    {"style": one_of("primary", "danger")},
)
DISPATCH_ACTION_CONFIG = record(
    {}, {"trigger_actions_on": array(one_of("on_enter_pressed", "on_character_entered"), 2)}
)
CONVERSATION_FILTER = record(
    {},
    {
        "include": array(one_of("im", "mpim", "private", "public"), 4),
        "exclude_external_shared_channels": boolean,
        "exclude_bot_users": boolean,
    },
    rules=[at_least_one_of("include", "exclude_external_shared_channels", "exclude_bot_users")],
)
SLACK_FILE = record(
    {},
    {"id": pattern(r"F[A-Z0-9]{8,}", "invalid slack file"), "url": url(3000)},
    rules=[just_one_of("id", "url")],
)
"""A Slack file, by id or by URL; the caller checks whether it exists and is ready."""
IMAGE_ELEMENT = typed(
    {"alt_text": string(2000)},
    {"image_url": url(3000), "slack_file": SLACK_FILE},
    rules=[just_one_of("image_url", "slack_file")],
)


def initial_choice(value: Mapping[str, Any], at: str) -> Problems:
    """Yield a rule: whatever is chosen at first is among the options."""
    groups = value.get("option_groups") or []
    offered = list(value.get("options") or []) + [option for group in groups for option in group["options"]]
    if not offered:
        return
    chosen = [("initial_option", value[name]) for name in ("initial_option",) if name in value]
    chosen += [("initial_options", each) for each in value.get("initial_options", [])]
    for name, option in chosen:
        if option not in offered:
            yield Problem(f"{at}/{name}", "initial option must be one of the options")


DATE = pattern(r"\d{4}-\d{2}-\d{2}", "must be a date as YYYY-MM-DD")
TIME = pattern(r"([01]\d|2[0-3]):[0-5]\d", "must be a time as HH:mm")
PLACEHOLDER: Mapping[str, Check] = {"placeholder": plain_text(150), "focus_on_load": boolean}
MANY: Mapping[str, Check] = {"max_selected_items": integer(1)}


def element(
    required: Mapping[str, Check], optional: Mapping[str, Check] | None = None, *, rules: Sequence[Rule] = ()
) -> Check:
    """Return an interactive element: like every one, it may name its `action_id` (255 characters)."""
    return typed(required, {"action_id": string(255), **(optional or {})}, rules=rules)


BUTTON = element(
    {"text": plain_text(75)},
    {
        "url": url(3000),
        "value": string(2000),
        "style": one_of("primary", "danger"),
        "confirm": CONFIRM,
        "accessibility_label": string(75),
    },
)
OVERFLOW = element({"options": options(OVERFLOW_OPTION, 5)}, {"confirm": CONFIRM})
RADIO_BUTTONS = element(
    {"options": options(RICH_OPTION, 10)},
    {"initial_option": RICH_OPTION, "confirm": CONFIRM, "focus_on_load": boolean},
    rules=[initial_choice],
)
CHECKBOXES = element(
    {"options": options(RICH_OPTION, 10)},
    {"initial_options": options(RICH_OPTION, 10), "confirm": CONFIRM, "focus_on_load": boolean},
    rules=[initial_choice],
)
DATEPICKER = element({}, {"initial_date": DATE, "confirm": CONFIRM, **PLACEHOLDER})
TIMEPICKER = element({}, {"initial_time": TIME, "confirm": CONFIRM, "timezone": string(), **PLACEHOLDER})

_STATIC: Mapping[str, Check] = {
    "options": options(PLAIN_OPTION, 100),
    "option_groups": array(OPTION_GROUP, 100),
    "confirm": CONFIRM,
    **PLACEHOLDER,
}
_EXTERNAL: Mapping[str, Check] = {"min_query_length": integer(0), "confirm": CONFIRM, **PLACEHOLDER}
_CONVERSATIONS: Mapping[str, Check] = {
    "default_to_current_conversation": boolean,
    "filter": CONVERSATION_FILTER,
    "confirm": CONFIRM,
    **PLACEHOLDER,
}
_PEOPLE: Mapping[str, Check] = {"confirm": CONFIRM, **PLACEHOLDER}

SELECTS: Mapping[str, Check] = {
    "static_select": element(
        {}, {**_STATIC, "initial_option": PLAIN_OPTION}, rules=[just_one_of("options", "option_groups"), initial_choice]
    ),
    "external_select": element({}, {**_EXTERNAL, "initial_option": PLAIN_OPTION}),
    "users_select": element({}, {**_PEOPLE, "initial_user": string()}),
    "conversations_select": element(
        {}, {**_CONVERSATIONS, "initial_conversation": string(), "response_url_enabled": boolean}
    ),
}

MULTI_SELECTS: Mapping[str, Check] = {
    "multi_static_select": element(
        {},
        {**_STATIC, **MANY, "initial_options": options(PLAIN_OPTION, 100)},
        rules=[just_one_of("options", "option_groups"), initial_choice],
    ),
    "multi_external_select": element({}, {**_EXTERNAL, **MANY, "initial_options": options(PLAIN_OPTION, 100)}),
}
"""Menus from which several things are chosen."""

PICKERS: Mapping[str, Check] = {
    "checkboxes": CHECKBOXES,
    "datepicker": DATEPICKER,
    "radio_buttons": RADIO_BUTTONS,
    "timepicker": TIMEPICKER,
}
SECTION_ACCESSORIES: Mapping[str, Check] = {
    "button": BUTTON,
    "image": IMAGE_ELEMENT,
    "overflow": OVERFLOW,
    **PICKERS,
    **SELECTS,
    **MULTI_SELECTS,
}
"""The elements allowed beside a section's text."""
ACTIONS_ELEMENTS: Mapping[str, Check] = {
    "button": BUTTON,
    "overflow": OVERFLOW,
    **PICKERS,
    **SELECTS,
    **MULTI_SELECTS,
}


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
    """Yield a rule: equal rows, a plain header, a row header column that exists, and not too much text."""
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
