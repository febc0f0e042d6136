"""Buttons and selects: a decorator registers the function that answers one."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from bot.blocks.kit.controls import Control
from bot.blocks.kit.elements import Message
from bot.domain.access.roles import Permission
from bot.errors import StaleControl
from handlers.actions.control import read_control
from handlers.context import Request
from handlers.registry import Registry

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
    """One button or select."""

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
        """The permission required for this control."""
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
        """Answer a press in a message.

        Raises:
            NotAllowed: the person lacks the permission.
            NotInChannel: on the Home tab, about a channel that the person has left.
            BotError: raised by the use case.
        """
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
        """The answer for a modal; None where it is not one of ours."""
        try:
            control = Control.decode(view.get("private_metadata") or "")
        except StaleControl:
            return None
        return cls(handle, view, control, turn)

    async def __call__(self, request: Request) -> Message | None:
        """Answer the press."""
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
    """Reject a press in a message, where the control does not belong.

    Raises:
        StaleControl: always.
    """
    raise StaleControl
