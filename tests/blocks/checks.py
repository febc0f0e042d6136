"""Whether Slack would take what a builder made."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from bot.blocks.kit.elements import Block, Message, View
from bot.blocks.kit.forms import Field
from bot.blocks.kit.limits import (
    BLOCKS,
    CHARACTERS,
    HOME_BLOCKS,
    MESSAGE_TEXT,
    TABLE_CHARACTERS,
    TABLE_ROWS,
    characters,
    in_one_zone,
)
from tools.sandbox.slack.refusals import block_problems, is_too_large, single_table_problems, view_problems


def assert_sendable(message: Message, *, links: Iterable[str] = ()) -> None:
    """Within every limit, by our count and the sandbox's strict reading; `links` as `assert_harmless`."""
    assert message.text.strip()
    assert len(message.text) <= MESSAGE_TEXT
    assert len(message.blocks) <= BLOCKS
    assert characters(message.blocks) <= CHARACTERS
    assert block_problems("message", message.blocks) == []
    assert single_table_problems(message.blocks) == []
    tables = [block for block in message.blocks if block["type"] == "data_table"]
    assert len(tables) <= 1
    for table in tables:
        assert len(table["rows"]) <= TABLE_ROWS + 1
        assert sum(len(cell["text"]) for row in table["rows"] for cell in row) <= TABLE_CHARACTERS
        for column in zip(*table["rows"][1:], strict=True):  # one cell of text, and Slack sorts 10.2% before 2.4%
            assert len({cell["type"] for cell in column}) == 1
    assert_harmless(message, links=links)


def assert_harmless(message: Message, *, links: Iterable[str] = ()) -> None:
    """Nothing pings or links, but for moments, except who shared or imported, a notice's channel, and `links`."""
    for text in [message.text, *mrkdwn_texts(message.blocks)]:
        bare = in_one_zone(text)
        for link in ("<@U0SHARER>", "<@U0OWNER>", "<@U0ALICE>", "<#C0CHANNEL>", *links):
            bare = bare.replace(link, "")
        assert "<" not in bare
        assert ">" not in bare


def assert_openable(view: View) -> None:
    assert view_problems(view, "modal") == []


def assert_publishable(view: View) -> None:
    assert view_problems(view, "home") == []
    assert not is_too_large(view)
    assert len(view["blocks"]) <= HOME_BLOCKS


def mrkdwn_texts(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if value.get("type") == "mrkdwn":
            yield value["text"]
        for inner in value.values():
            yield from mrkdwn_texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from mrkdwn_texts(inner)


def block_of(message: Message, kind: str) -> Block:
    return next(block for block in message.blocks if block["type"] == kind)


def action_ids(message: Message) -> list[str]:
    rows = [block["elements"] for block in message.blocks if block["type"] == "actions"]
    return [element["action_id"] for row in rows for element in row]


def element_of(message: Message, action_id: str) -> dict[str, Any]:
    return element_in(message.blocks, action_id)


def element_in(blocks: Iterable[Block], action_id: str) -> dict[str, Any]:
    rows = [[*block.get("elements", []), block.get("accessory", {})] for block in blocks]
    return next(dict(element) for row in rows for element in row if element.get("action_id") == action_id)


def filled_in(
    *,
    rhythm: Any = "weekly",
    weekday: Sequence[str] = ("fri",),
    at: Any = "17:30",
    zone: Any = "Europe/Paris",
    language: Any = "en",
    programs: Sequence[str] = (),
    about: str = "each",
    parts: Sequence[str] = ("movement", "versions", "chart"),
    only_changes: bool = False,
) -> dict[str, Any]:
    fields = {
        "about": ("digest.form", {"type": "static_select", "selected_option": {"value": about}}),
        "programs": ("programs", {"type": "multi_static_select", "selected_options": _options(programs)}),
        "rhythm": ("digest.form", {"type": "static_select", "selected_option": {"value": rhythm}}),
        "weekday": ("digest.form", {"type": "checkboxes", "selected_options": _options(weekday)}),
        "time": ("digest.form", {"type": "timepicker", "selected_time": at}),
        "zone": ("digest.form", {"type": "external_select", "selected_option": zone and {"value": zone}}),
        "language": ("language", {"type": "static_select", "selected_option": {"value": language}}),
        "parts": ("parts", {"type": "checkboxes", "selected_options": _options(parts)}),
        "only-changes": (
            "only-changes",
            {"type": "checkboxes", "selected_options": _options(["only-changes"] * only_changes)},
        ),
    }
    return {"state": {"values": {block_id: {action_id: field} for block_id, (action_id, field) in fields.items()}}}


def sent(states: Mapping[Field[Any], dict[str, Any]]) -> dict[str, Any]:
    return {"state": {"values": {field.name: {field.name: state} for field, state in states.items()}}}


def fill(form: dict[str, Any], field: Field[Any], **state: Any) -> None:
    form["state"]["values"][field.name][field.action or field.name] |= state


def as_shown(view: dict[str, Any]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for block in view["blocks"]:
        if block["type"] == "input":
            element = block["element"]
            shown = {_shown(name): value for name, value in element.items() if "initial" in name}
            values[block["block_id"]] = {element["action_id"]: _EMPTY | {"type": element["type"]} | shown}
    return {"state": {"values": values}}


def _shown(name: str) -> str:
    """What Slack calls the state that a field begins with."""
    return "value" if name == "initial_value" else name.replace("initial_", "selected_")


_EMPTY: dict[str, Any] = {"selected_option": None, "selected_options": [], "selected_time": None} | {
    "selected_date": None,
    "value": None,
}


def _options(values: Sequence[str]) -> list[dict[str, str]]:
    return [{"value": value} for value in values]
