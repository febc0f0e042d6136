"""What a person may press: answers for one person have no button that would only refuse."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final

from bot.blocks.kit.elements import Block, Message
from bot.domain.access.roles import Permission, Role

PermissionOf = Callable[[str, str], Permission]
"""The permission that a control requires, by its `action_id` and value."""
_ELEMENTS: Final = "elements"
_ACCESSORY: Final = "accessory"
_OPTIONS: Final = "options"


def anybody(_action_id: str, _value: str) -> Permission:
    """Before the controls are registered: each may be pressed by everyone."""
    return Permission.VIEW


def allowed_controls(message: Message, role: Role, permission_of: PermissionOf) -> Message:
    """The message without the controls that the role may not use; rows left empty go, too."""
    blocks = [kept for block in message.blocks if (kept := _block(block, role, permission_of))]
    return message if blocks == message.blocks else replace(message, blocks=blocks)


def _block(block: Block, role: Role, permission_of: PermissionOf) -> Block | None:
    if block.get("type") == "actions":
        kept = [found for element in block[_ELEMENTS] if (found := _element(element, role, permission_of))]
        return {**block, _ELEMENTS: kept} if kept else None
    if accessory := block.get(_ACCESSORY):
        found = _element(accessory, role, permission_of)
        without = {key: value for key, value in block.items() if key != _ACCESSORY}
        return {**without, _ACCESSORY: found} if found else without
    return block


def _element(element: dict[str, Any], role: Role, permission_of: PermissionOf) -> dict[str, Any] | None:
    """The element, with the options that remain; None when nothing does."""
    action_id = str(element.get("action_id", ""))
    if _OPTIONS not in element:
        return element if role.may(permission_of(action_id, str(element.get("value", "")))) else None
    kept = [each for each in element[_OPTIONS] if role.may(permission_of(action_id, str(each.get("value", ""))))]
    return {**element, _OPTIONS: kept} if kept else None
