"""The buttons and selects: every module beside this one that holds an `ACTION`."""

import pkgutil
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib import import_module
from typing import Any

from bot.blocks.controls import TEXT, Control
from bot.blocks.message import Message
from bot.domain.access import Permission
from bot.errors import StaleControl
from handlers.commands.registry import split_words
from handlers.desk import Question
from handlers.forms import Handle


@dataclass(frozen=True, slots=True)
class Action:
    """One button or select."""

    action_id: str
    answer: Callable[[Question, Control], Awaitable[Message | None]]
    permission: Permission | Callable[[Control], Permission]
    """What it needs; what depends on the choice says so by a function of what the control carries."""
    in_form: Handle | None = None
    """Takes the modal instead, for what is pressed or chosen in one."""
    at_home: Callable[[Question, dict[str, Any]], Awaitable[Message | None]] | None = None
    """Takes Slack's own account of what was done on the Home tab instead, where a control has no room for it."""
    replaces: bool = False
    """Whether the answer takes the place of the message that the button stands in (an ephemeral one)."""

    def permission_for(self, control: Control) -> Permission:
        """What it needs for what the control carries."""
        return self.permission if isinstance(self.permission, Permission) else self.permission(control)

    async def pressed(self, question: Question, control: Control) -> Message | None:
        """Answer a press in a message.

        Raises:
            NotAllowed: the person may not.
            BotError: whatever the use case raises.
        """
        return await self.answer(await question.admitted(self.permission_for(control)), control)


async def in_no_message(_question: Question, _control: Control) -> None:
    """For what stands in a modal or on the Home tab only.

    Raises:
        StaleControl: always.
    """
    raise StaleControl


@cache
def actions() -> Mapping[str, Action]:
    """Every action by its id."""
    package = __package__ or "handlers.actions"
    modules = [
        import_module(f"{package}.{info.name}") for info in pkgutil.iter_modules(import_module(package).__path__)
    ]
    return {module.ACTION.action_id: module.ACTION for module in modules if hasattr(module, "ACTION")}


def read_control(payload: dict[str, Any]) -> Control:
    """What a press carries; anybody may have sent it.

    Raises:
        StaleControl: not a value of ours.
    """
    if "selected_conversation" in payload:
        return _read_conversation(payload)
    if "selected_user" in payload:
        return _read_user(payload)
    if payload.get("type") == "external_select":
        return _read_picked(payload)
    if payload.get("type") == "plain_text_input":
        return _read_typed(payload)
    option = payload.get("selected_option")
    value = option.get("value") if isinstance(option, dict) else payload.get("value")
    if not isinstance(value, str):
        raise StaleControl
    return Control.decode(value)


def _read_conversation(payload: dict[str, Any]) -> Control:
    """A select of conversations has no room for a value: its block's id carries it."""
    chosen, carried = payload["selected_conversation"], payload.get("block_id")
    if not isinstance(chosen, str) or not isinstance(carried, str):
        raise StaleControl
    return _sound(replace(Control.decode(carried), channel_id=chosen))


def _read_user(payload: dict[str, Any]) -> Control:
    """Neither has a select of people."""
    chosen = payload["selected_user"]
    if not isinstance(chosen, str):
        raise StaleControl
    return _sound(Control(text=chosen))


def _read_picked(payload: dict[str, Any]) -> Control:
    """The options of a select that is searched are the same whatever is asked, so its block's id carries that."""
    option, carried = payload.get("selected_option"), payload.get("block_id")
    chosen = option.get("value") if isinstance(option, dict) else None
    if not isinstance(chosen, str) or not isinstance(carried, str):
        raise StaleControl
    return _sound(replace(Control.decode(carried), name="", appid=chosen))


def _sound(control: Control) -> Control:
    """A control made of what was chosen; anybody may have sent that.

    Raises:
        StaleControl: no control could carry it.
    """
    if not control.fits:
        raise StaleControl
    return control


def _read_typed(payload: dict[str, Any]) -> Control:
    """What somebody typed into a field of a message, read as a command is."""
    typed = payload.get("value") or ""
    if not isinstance(typed, str):
        raise StaleControl
    return Control(text=" ".join(split_words(typed))[:TEXT].strip())
