"""Every limit of Block Kit: what just fits is taken, one more refused, at the right place."""

from collections.abc import Callable
from typing import Any

import pytest
import slackblocks as sb
from slackblocks._surfaces import _BLOCK_TYPES_BY_SURFACE

from tests.tools.sandbox.driving import Driver, actions, button, plain, section
from tools.sandbox.slack.refusals import ALLOWED, Surface, block_problems, refusal_of, view_problems

Block = dict[str, Any]


def mrkdwn(text: str) -> Block:
    return {"type": "mrkdwn", "text": text}


def option(number: int = 0, **more: Any) -> Block:
    return {"text": plain("Shop"), "value": f"v{number}", **more}


def menu(count: int = 1, kind: str = "static_select", **more: Any) -> Block:
    return {"type": kind, "action_id": "menu", "options": [option(each) for each in range(count)], **more}


def field(element: Block | None = None, **more: Any) -> Block:
    element = element or {"type": "plain_text_input", "action_id": "a"}
    return {"type": "input", "label": plain("Name"), "element": element, **more}


def rows(count: int, width: int = 2, text: str = "1") -> list[list[Block]]:
    return [[{"type": "raw_text", "text": text}] * width for _ in range(count)]


def table(count: int = 2, width: int = 2, **more: Any) -> Block:
    """A data table with that many rows, including the header."""
    return {"type": "data_table", "caption": "Users", "rows": rows(count, width), **more}


def line(series: int = 1, points: int = 1, value: float = 1, **axis: Any) -> Block:
    """A line chart with that many series and points."""
    categories = [f"W{each}" for each in range(points)]
    data = [{"label": each, "value": value} for each in categories]
    chart = {
        "type": "line",
        "series": [{"name": f"s{each}", "data": data} for each in range(series)],
        "axis_config": {"categories": categories, **axis},
    }
    return {"type": "data_visualization", "title": "Share", "chart": chart}


def confirm(title: int = 1, text: int = 1, deny: int = 1) -> Block:
    """A button with a confirmation dialog of these lengths."""
    dialog = {
        "title": plain("x" * title),
        "text": mrkdwn("x" * text),
        "confirm": plain("Yes"),
        "deny": plain("x" * deny),
    }
    return actions(button(confirm=dialog))


Limit = tuple[str, Surface, Callable[[int], Block], int]

LIMITS: list[Limit] = [
    ("section text", "message", lambda n: section("x" * n), 3000),
    ("block_id", "message", lambda n: section(block_id="x" * n), 255),
    ("header text", "message", lambda n: {"type": "header", "text": plain("x" * n)}, 150),
    ("context elements", "message", lambda n: {"type": "context", "elements": [mrkdwn("x")] * n}, 10),
    ("actions elements", "message", lambda n: actions(*[button(f"a{each}") for each in range(n)]), 25),
    ("action_id", "message", lambda n: actions(button("x" * n)), 255),
    ("button text", "message", lambda n: actions(button(text=plain("x" * n))), 75),
    ("button value", "message", lambda n: actions(button(value="x" * n)), 2000),
    ("button url", "message", lambda n: actions(button(url="https://" + "x" * (n - 8))), 3000),
    ("button label", "message", lambda n: actions(button(accessibility_label="x" * n)), 75),
    ("confirm title", "message", lambda n: confirm(title=n), 100),
    ("confirm text", "message", lambda n: confirm(text=n), 300),
    ("confirm button", "message", lambda n: confirm(deny=n), 30),
    ("menu options", "message", lambda n: actions(menu(n)), 100),
    ("option text", "message", lambda n: actions(menu(options=[option(text=plain("x" * n))])), 75),
    ("option value", "message", lambda n: actions(menu(options=[option() | {"value": "x" * n}])), 150),
    ("option description", "message", lambda n: actions(menu(options=[option(description=plain("x" * n))])), 75),
    ("placeholder", "message", lambda n: actions(menu(placeholder=plain("x" * n))), 150),
    ("overflow options", "message", lambda n: section(accessory=menu(n, "overflow")), 5),
    ("radio options", "message", lambda n: section(accessory=menu(n, "radio_buttons")), 10),
    ("checkbox options", "message", lambda n: section(accessory=menu(n, "checkboxes")), 10),
    ("input label", "modal", lambda n: field(label=plain("x" * n)), 2000),
    ("input hint", "modal", lambda n: field(hint=plain("x" * n)), 2000),
    ("input max_length", "modal", lambda n: field({"type": "plain_text_input", "max_length": n}), 3000),
    ("table rows", "message", lambda n: {"type": "table", "rows": rows(n, 1)}, 100),
    ("table columns", "message", lambda n: {"type": "table", "rows": rows(2, n)}, 20),
    ("data table rows", "message", table, 101),
    ("data table columns", "message", lambda n: table(2, n), 20),
    ("data table page", "message", lambda n: table(page_size=n), 100),
    ("data table row header", "message", lambda n: table(row_header_column_index=n), 1),
    ("data table text", "message", lambda n: table() | {"rows": rows(10, 1, "x" * (n // 10))}, 10_000),
    ("chart title", "message", lambda n: line() | {"title": "x" * n}, 50),
    ("chart series", "message", line, 6),
    ("chart points", "message", lambda n: line(points=n), 20),
    ("axis label", "message", lambda n: line(x_label="x" * n), 50),
]


@pytest.mark.parametrize(("name", "surface", "build", "most"), LIMITS, ids=[each[0] for each in LIMITS])
def test_limits(name: str, surface: Surface, build: Callable[[int], Block], most: int) -> None:
    assert block_problems(surface, [build(most)]) == [], name
    assert block_problems(surface, [build(most + (10 if name == "data table text" else 1))]), name


@pytest.mark.parametrize(("surface", "most"), [("message", 50), ("modal", 100), ("home", 100)])
def test_number_of_blocks(surface: Surface, most: int) -> None:
    assert block_problems(surface, [section()] * most) == []
    found = block_problems(surface, [section()] * (most + 1))
    assert [str(each) for each in found] == [f"no more than {most} items allowed [json-pointer:/blocks]"]


REFUSED: list[tuple[str, Surface, Block, str]] = [
    ("unknown type", "message", {"type": "image"}, "unsupported type: image [json-pointer:/blocks/0/type]"),
    ("unknown element", "message", actions({"type": "image"}), "unsupported type: image"),
    ("unknown cell", "message", table() | {"rows": [[{"type": "rich_text"}]] * 2}, "unsupported type: rich_text"),
    ("no type", "message", {"text": "x"}, "missing required field: type [json-pointer:/blocks/0]"),
    ("unknown field", "message", section(color="red"), "invalid additional property: color [json-pointer:/blocks/0]"),
    ("section without text", "message", {"type": "section"}, "missing required field: text"),
    ("empty text", "message", section(""), "must be more than 0 characters [json-pointer:/blocks/0/text/text]"),
    ("bare string", "message", {"type": "header", "text": "x"}, "must provide an object [json-pointer:/blocks/0/text]"),
    ("mrkdwn header", "message", {"type": "header", "text": mrkdwn("x")}, "unsupported type: mrkdwn"),
    ("emoji on mrkdwn", "message", section() | {"text": mrkdwn("x") | {"emoji": True}}, "additional property: emoji"),
    ("not a url", "message", actions(button(url="file:///etc")), "invalid_url"),
    ("no options", "message", actions(menu(0)), "no fewer than 1 items allowed"),
    ("same values", "message", actions(menu(options=[option(), option()])), "option value must be unique"),
    ("initial option", "message", actions(menu(initial_option=option(7))), "must be one of the options"),
    ("mrkdwn option", "message", actions(menu(options=[option(text=mrkdwn("x"))])), "unsupported type: mrkdwn"),
    ("option url", "message", actions(menu(options=[option(url="https://x.test")])), "additional property: url"),
    ("button style", "message", actions(button(style="warning")), "must be a valid enum value"),
    ("input in actions", "message", actions({"type": "plain_text_input"}), "unsupported type: plain_text_input"),
    ("button in input", "modal", field(button()), "unsupported type: button"),
    ("no caption", "message", {"type": "data_table", "rows": rows(2)}, "missing required field: caption"),
    ("only a header", "message", table(1), "no fewer than 2 items allowed"),
    ("ragged rows", "message", table() | {"rows": rows(1) + rows(1, 1)}, "same number of cells"),
    ("empty cell", "message", table() | {"rows": rows(2, 1, "")}, "must be more than 0 characters"),
    ("cell value", "message", table() | {"rows": [[{"type": "raw_number", "text": "1"}]] * 2}, "field: value"),
    ("no such chart", "message", line() | {"chart": {"type": "pie"}}, "unsupported type: pie"),
    ("missing point", "message", line(points=2, categories=["W0", "W1", "W2"]), "one point for every category"),
    ("same categories", "message", line(points=1, categories=["W0", "W0"]), "category must be unique"),
    ("nan", "message", line(value=float("nan")), "must be a number"),
    ("table in a modal", "modal", table(), "unsupported type: data_table"),
    ("chart in a modal", "modal", line(), "unsupported type: data_visualization"),
    ("plain table in a modal", "modal", {"type": "table", "rows": rows(2)}, "unsupported type: table"),
    ("date", "message", actions({"type": "datepicker", "initial_date": "24.11.2026"}), "YYYY-MM-DD"),
    ("time", "message", actions({"type": "timepicker", "initial_time": "9:00"}), "HH:mm"),
    ("number as text", "modal", field({"type": "plain_text_input", "max_length": "5"}), "must be an integer"),
    ("text as number", "message", section(block_id=5), "must be a string"),
    ("yes", "message", section(expand="yes"), "must be a boolean"),
    ("no list", "message", {"type": "actions", "elements": {}}, "must be an array"),
    ("empty filter", "message", actions({"type": "conversations_select", "filter": {}}), "field: include"),
    (
        "initial text",
        "modal",
        field({"type": "plain_text_input", "max_length": 2, "initial_value": "abc"}),
        "must respect max_length",
    ),
    ("null", "message", section(accessory=None), "must provide an object"),
]


@pytest.mark.parametrize(("name", "surface", "block", "text"), REFUSED, ids=[each[0] for each in REFUSED])
def test_refusals(name: str, surface: Surface, block: Block, text: str) -> None:
    found = block_problems(surface, [block])
    assert any(text in str(problem) for problem in found), (name, [str(problem) for problem in found])


TAKEN: list[Block] = [
    actions(
        {"type": "datepicker", "initial_date": "2026-11-24"},
        {"type": "timepicker", "initial_time": "09:00", "timezone": "Asia/Shanghai"},
        {"type": "users_select"},
        {"type": "conversations_select", "filter": {"include": ["public"]}},
        {"type": "external_select", "min_query_length": 0},
    ),
    {"type": "table", "rows": rows(2), "column_settings": [{"align": "right"}, None]},
]


@pytest.mark.parametrize("block", TAKEN, ids=[each["type"] for each in TAKEN])
def test_taken(block: Block) -> None:
    assert [str(each) for each in block_problems("message", [block])] == []


def test_names_are_used_once() -> None:
    assert block_problems("message", [section(block_id="a"), section(block_id="a")])
    assert block_problems("message", [actions(button("a"), button("a"))])
    assert not block_problems("message", [actions(button("a")), actions(button("a"), block_id="other")])


def _error(blocks: object) -> str | None:
    refusal = refusal_of(blocks)
    return refusal.error if refusal else None


def test_message_as_a_whole() -> None:
    assert _error([line(), line()]) is None
    assert _error([line()] * 3) == "invalid_blocks"
    assert _error([{"type": "table", "rows": rows(2)}] * 2) == "invalid_attachments"
    half = table() | {"rows": rows(10, 1, "x" * 501)}
    assert _error([half]) is None
    assert _error([half, half]) == "invalid_blocks"
    assert _error([section("x" * 3000)] * 4) is None
    assert _error([*[section("x" * 3000)] * 4, section("x")]) == "msg_blocks_too_long"
    assert _error("blocks") == "invalid_blocks_format"
    assert _error(["block"]) == "invalid_blocks_format"


def modal(**more: Any) -> Block:
    return {"type": "modal", "title": plain("Subscribe"), "blocks": [section()], **more}


@pytest.mark.parametrize(
    ("view", "surface", "text"),
    [
        (modal(title=plain("x" * 25)), "modal", "must be less than 25 characters"),
        (modal(submit=plain("x" * 25)), "modal", "must be less than 25 characters"),
        (modal(private_metadata="x" * 3001), "modal", "must be less than 3001 characters"),
        (modal(callback_id="x" * 256), "modal", "must be less than 256 characters"),
        (modal(submit_disabled=False), "modal", "invalid additional property: submit_disabled"),
        (modal(blocks=[field()]), "modal", "missing required field: submit"),
        (modal(blocks=[table()]), "modal", "unsupported type: data_table [json-pointer:/view/blocks/0/type]"),
        (modal(), "home", "unsupported type: modal"),
        ({"type": "modal", "blocks": []}, "modal", "missing required field: title"),
        ({"type": "home", "title": plain("x"), "blocks": []}, "home", "invalid additional property: title"),
        ("view", "modal", "must provide an object"),
    ],
)
def test_view_refusals(view: object, surface: Surface, text: str) -> None:
    assert any(text in str(problem) for problem in view_problems(view, surface))


def test_views_taken() -> None:
    limits = modal(title=plain("x" * 24), submit=plain("x" * 24), private_metadata="x" * 3000, blocks=[field()])
    assert view_problems(limits, "modal") == []
    assert view_problems({"type": "home", "blocks": [table(), line()]}, "home") == []


def test_only_one_element_has_the_focus() -> None:
    focused = {"type": "plain_text_input", "focus_on_load": True}
    assert block_problems("modal", [field(focused)]) == []
    assert block_problems("modal", [field(focused), field(focused)])


def test_blocks_that_are_no_list() -> None:
    assert [str(each) for each in block_problems("modal", {})] == ["must be an array [json-pointer:/blocks]"]


MODAL = {"type": "modal", "title": plain("Title"), "blocks": [section()]}
WRONG: dict[str, Any] = {"type": "section", "text": {"type": "mrkdwn", "text": ""}}


@pytest.mark.parametrize(
    ("given", "error", "pointer"),
    [
        ({"blocks": [section(), WRONG]}, "invalid_blocks", "/blocks/1/text/text"),
        ({"message": {"text": "Hi", "blocks": [WRONG]}}, "invalid_message", "/blocks/0/text/text"),
        ({"view": MODAL | {"blocks": [WRONG]}}, "invalid_view", "/view/blocks/0/text/text"),
        ({"blocks": [section()] * 51}, "invalid_blocks", "/blocks"),
        ({"message": []}, "invalid_arguments", ""),
        ({}, "invalid_arguments", ""),
        ({"blocks": [section()], "view": MODAL}, "invalid_arguments", ""),
    ],
)
async def test_refused(slack: Driver, given: dict[str, Any], error: str, pointer: str) -> None:
    answer = await slack.call("blocks.validate", **given)

    assert answer["error"] == error
    assert not pointer or pointer in [problem["pointer"] for problem in answer["errors"]]


BUILT = [
    sb.SectionBlock("Hello"),
    sb.HeaderBlock("Coverage"),
    sb.ContextBlock([sb.Text("as of today")]),
    sb.ActionsBlock([sb.Button("Go", action_id="go", value="1", style="primary")]),
    sb.InputBlock("Time", sb.PlainTextInput(action_id="at")),
    sb.DataTableBlock([[sb.RawText("Version")], [sb.RawNumber(1.5, "1.5%")]], caption="Users", page_size=10),
    sb.DataVisualizationBlock(
        "Trend", sb.LineChart([sb.DataSeries("3.8.1", [sb.DataPoint("W1", 1)])], sb.AxisConfig(["W1"], y_label="%"))
    ),
]


@pytest.mark.parametrize("block", BUILT, ids=[type(each).__name__ for each in BUILT])
def test_against_slackblocks_taken(block: sb.Block) -> None:
    assert [str(each) for each in block_problems("message", [block._resolve()])] == []


def test_surfaces() -> None:
    for surface, theirs in _BLOCK_TYPES_BY_SURFACE.items():
        assert ALLOWED[surface] <= theirs, surface
