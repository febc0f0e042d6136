"""The elements of blocks: the ids that Slack fills in, and the state of menus and fields.

The state is as payloads carry it: block_id -> action_id -> value.
"""

import copy
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from bot.sandbox.slack.validation.surfaces import elements_of, walk

JsonObject = dict[str, Any]

VALUE_FIELD: Mapping[str, tuple[str, str]] = {
    "plain_text_input": ("value", "initial_value"),
    "email_text_input": ("value", "initial_value"),
    "url_text_input": ("value", "initial_value"),
    "number_input": ("value", "initial_value"),
    "rich_text_input": ("rich_text_value", "initial_value"),
    "file_input": ("files", "-"),
    "datepicker": ("selected_date", "initial_date"),
    "timepicker": ("selected_time", "initial_time"),
    "datetimepicker": ("selected_date_time", "initial_date_time"),
    "radio_buttons": ("selected_option", "initial_option"),
    "checkboxes": ("selected_options", "initial_options"),
    "static_select": ("selected_option", "initial_option"),
    "external_select": ("selected_option", "initial_option"),
    "users_select": ("selected_user", "initial_user"),
    "conversations_select": ("selected_conversation", "initial_conversation"),
    "channels_select": ("selected_channel", "initial_channel"),
    "multi_static_select": ("selected_options", "initial_options"),
    "multi_external_select": ("selected_options", "initial_options"),
    "multi_users_select": ("selected_users", "initial_users"),
    "multi_conversations_select": ("selected_conversations", "initial_conversations"),
    "multi_channels_select": ("selected_channels", "initial_channels"),
}
"""For each element that keeps a value: the field that carries it, and the one that holds it at first."""
_WITHOUT_ACTION = frozenset({"image", "mrkdwn", "plain_text"})


def current_state(blocks: Sequence[JsonObject], chosen: Mapping[str, Any]) -> JsonObject:
    """The value of every element that keeps one: what was chosen, else what it shows at first."""
    values: JsonObject = {}
    for block, _ in walk(blocks, ""):
        for element, _ in elements_of(block):
            kind = element.get("type", "")
            if kind not in VALUE_FIELD:
                continue
            field, initial = VALUE_FIELD[kind]
            empty: object = [] if field in ("selected_options", "files") else None
            given = chosen.get(block["block_id"], {}).get(element["action_id"], {})
            value = given.get(field, element.get(initial, empty))
            values.setdefault(block["block_id"], {})[element["action_id"]] = {"type": kind, field: value}
    return values


def remember(chosen: JsonObject, values: Mapping[str, Any]) -> None:
    """Overwrite earlier values by newly chosen ones."""
    for block_id, actions in values.items():
        if isinstance(actions, Mapping):
            chosen.setdefault(block_id, {}).update(actions)


def value_of(element: Mapping[str, Any], state: Mapping[str, Any]) -> object:
    """The bare value in an element's state; None when it is empty."""
    field = VALUE_FIELD.get(element["type"], ("value", ""))[0]
    value: object = state.get(field)
    return value or None


def with_ids(blocks: Sequence[JsonObject], mint: Callable[[], str]) -> list[JsonObject]:
    """A copy in which every block has a `block_id` and every interactive element an `action_id`."""
    copied = copy.deepcopy(list(blocks))
    for block, _ in walk(copied, ""):
        if isinstance(block, dict):
            block.setdefault("block_id", mint())
        for element, _ in elements_of(block):
            if element.get("type") not in _WITHOUT_ACTION and isinstance(element, dict):
                element.setdefault("action_id", mint())
    return copied


def find_element(
    blocks: Sequence[JsonObject], block_id: str, action_id: str
) -> tuple[Mapping[str, Any], Mapping[str, Any]] | None:
    """The block and the element of these ids."""
    for block, _ in walk(blocks, ""):
        if block.get("block_id") != block_id:
            continue
        for element, _ in elements_of(block):
            if element.get("action_id") == action_id:
                return block, element
    return None
