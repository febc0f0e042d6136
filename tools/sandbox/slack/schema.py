"""Every block that Baselib sends, and the buttons, menus, pickers and objects in them; any other type is refused.

https://docs.slack.dev/reference/block-kit/blocks/, https://docs.slack.dev/reference/block-kit/block-elements/ and
https://docs.slack.dev/reference/block-kit/composition-objects/

The blocks with a format of their own: tables and charts. https://docs.slack.dev/reference/block-kit/blocks/table-block/,
https://docs.slack.dev/reference/block-kit/blocks/data-table-block/. Of the two limits in circulation for a data table
(101 or 201 rows, 10,000 or 20,000 characters) this takes the smaller one: what passes here passes under both.

https://docs.slack.dev/reference/block-kit/blocks/data-visualization-block. Slack refuses, it never shortens. For the
number of series and segments 6 and 12 are both in circulation; the smaller one is used here.

Before them the small checks that describe Slack's JSON: each yields the problems of one value, with the place as a JSON
pointer. The wording follows what Slack's own API answers in `response_metadata.messages`.
"""

import math
import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Problem:
    at: str
    """The JSON pointer of the value, such as `/blocks/0/text`."""
    text: str

    def __str__(self) -> str:
        return f"{self.text} [json-pointer:{self.at}]"


Problems = Iterator[Problem]
Check = Callable[[object, str], Problems]
"""Looks at a value found at a pointer and yields what is wrong with it."""
Rule = Callable[[Mapping[str, Any], str], Problems]
"""Looks at several fields of an object whose own fields are sound."""


def string(most: int | None = None, *, least: int = 1) -> Check:
    """Yield a string whose length in characters is within limits."""

    def check(value: object, at: str) -> Problems:
        if not isinstance(value, str):
            yield Problem(at, "must be a string")
            return
        if len(value) < least:
            yield Problem(at, f"must be more than {least - 1} characters")
        if most is not None and len(value) > most:
            yield Problem(at, f"must be less than {most + 1} characters")

    return check


def pattern(expression: str, otherwise: str) -> Check:
    """Yield a string that matches a regular expression from start to end."""
    compiled = re.compile(expression)

    def check(value: object, at: str) -> Problems:
        if not isinstance(value, str) or not compiled.fullmatch(value):
            yield Problem(at, otherwise)

    return check


def url(most: int = 3000) -> Check:
    """Yield an http(s) URL of limited length."""
    of_length = string(most)

    def check(value: object, at: str) -> Problems:
        found = list(of_length(value, at))
        yield from found
        if not found and not str(value).startswith(("http://", "https://")):
            yield Problem(at, "invalid_url")

    return check


def boolean(value: object, at: str) -> Problems:
    """Require true or false, never a string."""
    if not isinstance(value, bool):
        yield Problem(at, "must be a boolean")


def integer(least: int | None = None, most: int | None = None) -> Check:
    """Yield a whole number, within limits when there are any."""

    def check(value: object, at: str) -> Problems:
        if not isinstance(value, int) or isinstance(value, bool):
            yield Problem(at, "must be an integer")
        elif least is not None and value < least:
            yield Problem(at, f"must be greater than or equal to {least}")
        elif most is not None and value > most:
            yield Problem(at, f"must be less than or equal to {most}")

    return check


def number(value: object, at: str) -> Problems:
    """Require a finite number."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        yield Problem(at, "must be a number")


def one_of(*allowed: object) -> Check:
    """One value out of a short list."""

    def check(value: object, at: str) -> Problems:
        if value not in allowed:
            yield Problem(at, "must be a valid enum value")

    return check


def array(item: Check, most: int | None = None, *, least: int = 1) -> Check:
    """Yield a list whose length is within limits and whose items all pass."""

    def check(value: object, at: str) -> Problems:
        if not isinstance(value, list):
            yield Problem(at, "must be an array")
            return
        if len(value) < least:
            yield Problem(at, f"no fewer than {least} items allowed")
        if most is not None and len(value) > most:
            yield Problem(at, f"no more than {most} items allowed")
        for index, each in enumerate(value):
            yield from item(each, f"{at}/{index}")

    return check


def record(
    required: Mapping[str, Check],
    optional: Mapping[str, Check] | None = None,
    *,
    rules: Sequence[Rule] = (),
    also_known: Collection[str] = (),
) -> Check:
    """Yield an object with just these fields; rules about several fields run when each field is sound."""
    known = {**(optional or {}), **required}

    def check(value: object, at: str) -> Problems:
        if not isinstance(value, dict):
            yield Problem(at, "must provide an object")
            return
        found = [Problem(at, f"missing required field: {name}") for name in required if name not in value]
        found += [
            Problem(at, f"invalid additional property: {name}")
            for name in value
            if name not in known and name not in also_known
        ]
        for name, field in known.items():
            if name in value:
                found += field(value[name], f"{at}/{name}")
        yield from found
        if not found:
            for rule in rules:
                yield from rule(value, at)

    return check


def by_type(kinds: Mapping[str, Check]) -> Check:
    """Yield an object checked by its `type` field."""

    def check(value: object, at: str) -> Problems:
        if not isinstance(value, dict):
            yield Problem(at, "must provide an object")
        elif "type" not in value:
            yield Problem(at, "missing required field: type")
        elif not isinstance(value["type"], str) or value["type"] not in kinds:
            yield Problem(f"{at}/type", f"unsupported type: {value['type']}")
        else:
            yield from kinds[value["type"]](value, at)

    return check


def typed(
    required: Mapping[str, Check], optional: Mapping[str, Check] | None = None, *, rules: Sequence[Rule] = ()
) -> Check:
    """Return a record that also carries the `type` by which it was chosen."""
    return record(required, optional, rules=rules, also_known=("type",))


def unique(values: Sequence[object], at: str, what: str) -> Problems:
    """Yield a problem for each value that came before."""
    seen: set[object] = set()
    for value in values:
        if value in seen:
            yield Problem(at, f"{what} must be unique: {value}")
        seen.add(value)


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


CONFIRM = record(
    {"title": plain_text(100), "text": mrkdwn_or_plain(300), "confirm": plain_text(30), "deny": plain_text(30)},
    {"style": one_of("primary", "danger")},
)
DISPATCH_ACTION_CONFIG = record(
    {}, {"trigger_actions_on": array(one_of("on_enter_pressed", "on_character_entered"), 2)}
)
CONVERSATION_FILTER = record(
    {"include": array(one_of("im", "mpim", "private", "public"), 4)},
    {"exclude_external_shared_channels": boolean, "exclude_bot_users": boolean},
)


def initial_choice(value: Mapping[str, Any], at: str) -> Problems:
    """Yield a rule: whatever is chosen at first is among the options."""
    chosen = [(name, value[name]) for name in ("initial_option",) if name in value]
    chosen += [("initial_options", each) for each in value.get("initial_options", [])]
    for name, option in chosen:
        if option not in value["options"]:
            yield Problem(f"{at}/{name}", "initial option must be one of the options")


DATE = pattern(r"\d{4}-\d{2}-\d{2}", "must be a date as YYYY-MM-DD")
TIME = pattern(r"([01]\d|2[0-3]):[0-5]\d", "must be a time as HH:mm")
PLACEHOLDER: Mapping[str, Check] = {"placeholder": plain_text(150), "focus_on_load": boolean}


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

_STATIC: Mapping[str, Check] = {"options": options(PLAIN_OPTION, 100)}
_ASKED: Mapping[str, Check] = {"confirm": CONFIRM, **PLACEHOLDER}
_EXTERNAL: Mapping[str, Check] = {"min_query_length": integer(0), **_ASKED}
_CHOSEN: Mapping[str, Check] = {"initial_options": options(PLAIN_OPTION, 100), "max_selected_items": integer(1)}

FIELDS: Mapping[str, Check] = {
    "static_select": element(_STATIC, {**_ASKED, "initial_option": PLAIN_OPTION}, rules=[initial_choice]),
    "external_select": element({}, {**_EXTERNAL, "initial_option": PLAIN_OPTION}),
    "users_select": element({}, {**_ASKED, "initial_user": string()}),
    "conversations_select": element(
        {},
        {
            "default_to_current_conversation": boolean,
            "filter": CONVERSATION_FILTER,
            "initial_conversation": string(),
            **_ASKED,
        },
    ),
    "multi_static_select": element(_STATIC, {**_ASKED, **_CHOSEN}, rules=[initial_choice]),
    "multi_external_select": element({}, {**_EXTERNAL, **_CHOSEN}),
    "checkboxes": CHECKBOXES,
    "datepicker": DATEPICKER,
    "radio_buttons": RADIO_BUTTONS,
    "timepicker": TIMEPICKER,
}
"""Menus and pickers: they stand in rows and in forms, too."""
ELEMENTS: Mapping[str, Check] = {"button": BUTTON, "overflow": OVERFLOW, **FIELDS}
"""The elements allowed in a row, and beside a section's text."""


DATA_TABLE_ROWS = 101
"""The header and 100 rows of data."""
DATA_TABLE_CHARACTERS = 10_000

_CELL = by_type({"raw_text": typed({"text": string()}), "raw_number": typed({"value": number, "text": string()})})

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


def cell_characters(block: Mapping[str, Any]) -> int:
    """How many characters the cells of a table hold."""
    return sum(len(cell["text"]) for row in block["rows"] for cell in row)


def data_table_shape(block: Mapping[str, Any], at: str) -> Problems:
    """Yield a rule: equal rows, a row header column that exists, and not too much text."""
    rows = block["rows"]
    width = len(rows[0])
    for index, row in enumerate(rows):
        if len(row) != width:
            yield Problem(f"{at}/rows/{index}", "all rows must have the same number of cells")
    if block.get("row_header_column_index", 0) >= width:
        yield Problem(f"{at}/row_header_column_index", f"must be less than or equal to {width - 1}")
    if cell_characters(block) > DATA_TABLE_CHARACTERS:
        yield Problem(f"{at}/rows", f"must be less than {DATA_TABLE_CHARACTERS + 1} characters")


CHARTS_PER_MESSAGE = 2
"""Not documented, found in the API's own error."""
SERIES = 6
POINTS = 20

_LABEL = string(20)
_POINT = record({"label": _LABEL, "value": number})
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


_WITH_AXES = typed({"series": array(_SERIES, SERIES), "axis_config": _AXIS}, rules=[_points_match_categories])
CHART_FIELDS = {
    "title": string(50),
    "chart": by_type({"line": _WITH_AXES, "bar": _WITH_AXES, "area": _WITH_AXES}),
}


def _text_fits(value: Mapping[str, Any], at: str) -> Problems:
    if len(value.get("initial_value", "")) > value.get("max_length", 3000):
        yield Problem(f"{at}/initial_value", "must respect max_length")


_INPUT_ELEMENTS: Mapping[str, Check] = {
    "plain_text_input": element(
        {},
        {
            "initial_value": string(3000, least=0),
            "multiline": boolean,
            "max_length": integer(1, 3000),
            "dispatch_action_config": DISPATCH_ACTION_CONFIG,
            **PLACEHOLDER,
        },
        rules=[_text_fits],
    ),
    **FIELDS,
}


def block(
    required: Mapping[str, Check], optional: Mapping[str, Check] | None = None, *, rules: Sequence[Rule] = ()
) -> Check:
    """Return a layout block: like every one, it may name its `block_id` (255 characters)."""
    return typed(required, {"block_id": string(255), **(optional or {})}, rules=rules)


BLOCKS: Mapping[str, Check] = {
    "section": block({"text": mrkdwn_or_plain(3000)}, {"accessory": by_type(ELEMENTS), "expand": boolean}),
    "header": block({"text": plain_text(150)}),
    "context": block({"elements": array(mrkdwn_or_plain(), 10)}),
    "actions": block({"elements": array(by_type(ELEMENTS), 25)}),
    "input": block(
        {"label": plain_text(2000), "element": by_type(_INPUT_ELEMENTS)},
        {"hint": plain_text(2000), "optional": boolean, "dispatch_action": boolean},
    ),
    "table": block(TABLE_FIELDS, TABLE_OPTIONS),
    "data_table": block(DATA_TABLE_FIELDS, DATA_TABLE_OPTIONS, rules=[data_table_shape]),
    "data_visualization": block(CHART_FIELDS),
}
