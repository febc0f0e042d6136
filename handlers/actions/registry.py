"""Buttons and selects: a decorator registers the function that answers one."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final, TypeVar

from bot.blocks.kit.controls import TEXT, Control
from bot.blocks.kit.elements import Message
from bot.domain.access import Permission
from bot.domain.report import read_day
from bot.errors import StaleControl
from handlers.commands.registry import split_words
from handlers.context import Request
from handlers.registry import Registry


def read_control(payload: dict[str, Any]) -> Control:
    """Return the control of a press; its value is untrusted."""
    if "selected_conversation" in payload:
        return _read_conversation(payload)
    if "selected_user" in payload:
        return _read_user(payload)
    if "selected_date" in payload:
        return _read_date(payload)
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
    """Read a select of conversations: it has no value of its own, so its block's id has the control."""
    chosen, carried = payload["selected_conversation"], payload.get("block_id")
    if not isinstance(chosen, str) or not isinstance(carried, str):
        raise StaleControl
    return _sound(replace(Control.decode(carried), channel_id=chosen))


def _read_date(payload: dict[str, Any]) -> Control:
    """Read a calendar, whose block's id has the control, too."""
    chosen, carried = payload["selected_date"], payload.get("block_id")
    if not isinstance(chosen, str) or not isinstance(carried, str):
        raise StaleControl
    return replace(Control.decode(carried), day=read_day(chosen, today=date.min))


def _read_user(payload: dict[str, Any]) -> Control:
    """Read a select of people, whose block's id has the control, too."""
    chosen = payload["selected_user"]
    if not isinstance(chosen, str):
        raise StaleControl
    return _sound(Control(text=chosen))


def _read_picked(payload: dict[str, Any]) -> Control:
    """Read a searched select: its options are the same for every question, so its block's id has the control."""
    option, carried = payload.get("selected_option"), payload.get("block_id")
    chosen = option.get("value") if isinstance(option, dict) else None
    if not isinstance(chosen, str) or not isinstance(carried, str):
        raise StaleControl
    return replace(Control.decode(carried), name="", appid=_sound(Control(appid=chosen)).appid)


def _sound(control: Control) -> Control:
    if not control.fits:
        raise StaleControl
    return control


def _read_typed(payload: dict[str, Any]) -> Control:
    """Read text typed into a field of a message, in the same way as a command."""
    typed = payload.get("value") or ""
    if not isinstance(typed, str):
        raise StaleControl
    return Control(text=" ".join(split_words(typed))[:TEXT].strip())


Answer = Callable[[Request, Control], Awaitable[Message | None]]
"""Answers a press in a message."""
HomeAnswer = Callable[[Request, dict[str, Any]], Awaitable[Message | None]]
"""Answers a choice on the Home tab; takes Slack's payload, because the choice is more than a control can carry."""
FormHandle = Callable[[Request, dict[str, Any], Control, int], Awaitable[Message | None]]
"""Takes a modal, its control, and the turn of the press."""
Needs = Permission | Callable[[Control], Permission]
"""The permission required; a function of the control where it depends on the choice."""

_Answer = TypeVar("_Answer", bound=Answer)


@dataclass(frozen=True, slots=True)
class Action:
    answer: Answer
    permission: Needs
    in_form: FormHandle | None = None
    """Answers a press in the modal that contains the control."""
    home_actions: HomeAnswer | None = None
    replaces: bool | Callable[[Control], bool] = False
    """Whether the answer replaces the (ephemeral) message of the button; in a menu it depends on the choice."""
    outside: bool = False
    """Whether it works on the Home tab for those who have left the channel: it names none of the channel's programs."""
    stored: bool = False
    """Whether it answers from stored data alone, so that a slow answer is not announced."""

    def permission_for(self, control: Control) -> Permission:
        return self.permission if isinstance(self.permission, Permission) else self.permission(control)

    def replaces_for(self, payload: dict[str, Any]) -> bool:
        """Whether the answer to this press replaces its message."""
        if isinstance(self.replaces, bool):
            return self.replaces
        try:
            return self.replaces(read_control(payload))
        except StaleControl:
            return False

    async def pressed(self, request: Request, control: Control) -> Message | None:
        admitted = await request.admitted(self.permission_for(control))
        if admitted.from_home and not self.outside:
            admitted = await admitted.entered(admitted.channel_id)
        return await self.answer(admitted, control)


@dataclass(frozen=True)
class FormAnswer:
    """Answers a press or choice in a modal."""

    handle: FormHandle
    view: dict[str, Any]
    control: Control
    turn: int

    @classmethod
    def of(cls, handle: FormHandle, view: dict[str, Any], turn: int) -> "FormAnswer | None":
        """Return the answer for a modal; None where it is not one of ours."""
        try:
            control = Control.decode(view.get("private_metadata") or "")
        except StaleControl:
            return None
        return cls(handle, view, control, turn)

    async def __call__(self, request: Request) -> Message | None:
        entered = await request.entered(self.control.channel_id)
        return await self.handle(entered, self.view, self.control, self.turn)


ACTIONS: Final = Registry[Action]("handlers.actions")
"""By `action_id`."""


def action(
    action_id: str,
    permission: Needs,
    *,
    replaces: bool | Callable[[Control], bool] = False,
    outside: bool = False,
    stored: bool = False,
) -> Callable[[_Answer], _Answer]:
    """Register a control of a message.

    Args:
        replaces: whether the answer replaces the message of the button, or a function of the control.
        outside: whether it works on the Home tab for those who have left the channel.
        stored: whether it answers from stored data alone.
    """

    def register(answer: _Answer) -> _Answer:
        ACTIONS.add(action_id, Action(answer, permission, replaces=replaces, outside=outside, stored=stored))
        return answer

    return register


def form_action(action_id: str, permission: Permission) -> Callable[[FormHandle], FormHandle]:
    """Register a control that occurs only in modals."""

    def register(handle: FormHandle) -> FormHandle:
        ACTIONS.add(action_id, Action(_reject, permission, in_form=handle))
        return handle

    return register


def home_action(action_id: str, permission: Permission) -> Callable[[HomeAnswer], HomeAnswer]:
    """Register a control that occurs only on the Home tab."""

    def register(answer: HomeAnswer) -> HomeAnswer:
        ACTIONS.add(action_id, Action(_reject, permission, home_actions=answer))
        return answer

    return register


async def _reject(_question: Request, _control: Control) -> None:
    """Reject a press in a message, where the control does not belong."""
    raise StaleControl
