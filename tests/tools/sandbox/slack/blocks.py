"""Blocks for the validator's tests, of any size."""

from typing import Any

from tests.tools.sandbox.slack.driving import actions, button, plain, section

Block = dict[str, Any]


def mrkdwn(text: str) -> Block:
    return {"type": "mrkdwn", "text": text}


def option(number: int = 0, **more: Any) -> Block:
    return {"text": plain("Shop"), "value": f"v{number}", **more}


def menu(count: int = 1, kind: str = "static_select", **more: Any) -> Block:
    return {"type": kind, "action_id": "menu", "options": [option(each) for each in range(count)], **more}


def accessory(element: Block) -> Block:
    return section(accessory=element)


def field(element: Block | None = None, **more: Any) -> Block:
    element = element or {"type": "plain_text_input", "action_id": "a"}
    return {"type": "input", "label": plain("Name"), "element": element, **more}


def image(**more: Any) -> Block:
    return {"type": "image", "alt_text": "chart", "image_url": "https://example.test/a.png", **more}


def rows(count: int, width: int = 2, text: str = "1") -> list[list[Block]]:
    return [[{"type": "raw_text", "text": text}] * width for _ in range(count)]


def table(count: int = 2, width: int = 2, **more: Any) -> Block:
    """A data table with that many rows, including the header."""
    return {"type": "data_table", "caption": "Users", "rows": rows(count, width), **more}


def pie(count: int = 1, label: str = "s", value: float = 1) -> Block:
    segments = [{"label": f"{label}{each}" if count > 1 else label, "value": value} for each in range(count)]
    return {"type": "data_visualization", "title": "Share", "chart": {"type": "pie", "segments": segments}}


def line(series: int = 1, points: int = 1, **axis: Any) -> Block:
    """A line chart with that many series and points."""
    categories = [f"W{each}" for each in range(points)]
    data = [{"label": each, "value": 1} for each in categories]
    chart = {
        "type": "line",
        "series": [{"name": f"s{each}", "data": data} for each in range(series)],
        "axis_config": {"categories": categories, **axis},
    }
    return {"type": "data_visualization", "title": "Share", "chart": chart}


def rich(indent: int = 0) -> Block:
    item = {"type": "rich_text_section", "elements": [{"type": "text", "text": "x"}]}
    listed = {"type": "rich_text_list", "style": "bullet", "indent": indent, "elements": [item]}
    return {"type": "rich_text", "elements": [listed]}


def confirm(title: int = 1, text: int = 1, deny: int = 1) -> Block:
    """A button with a confirmation dialog of these lengths."""
    dialog = {
        "title": plain("x" * title),
        "text": mrkdwn("x" * text),
        "confirm": plain("Yes"),
        "deny": plain("x" * deny),
    }
    return actions(button(confirm=dialog))
