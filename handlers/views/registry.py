"""Modals that were submitted: a decorator registers the function that reads one."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Final

from slack_bolt.async_app import AsyncAck

from bot.blocks.kit.controls import Control
from bot.domain.access.roles import Permission
from bot.errors import StaleControl
from bot.i18n import Texts
from handlers.answering import Answer
from handlers.context import Deps, Requester
from handlers.home_actions import answer_modal_later
from handlers.registry import Registry
from handlers.views.refusal import refused

Handle = Callable[[Deps, AsyncAck, dict[str, Any], dict[str, Any], Permission], Awaitable[None]]
"""Acknowledges a submission and answers it, once the person is admitted to what it needs."""
FieldErrors = dict[str, str]
"""What Slack shows under the inputs, by their `block_id`."""


@dataclass(frozen=True, slots=True)
class Submitted:
    """A form as it came back."""

    deps: Deps
    requester: Requester
    view: dict[str, Any]
    control: Control
    """What it was opened with."""
    texts: Texts
    """In the person's language, if that is known already."""


Read = Callable[[Submitted], Awaitable[Answer | FieldErrors]]
"""What is to be answered; or what is wrong, while the form is still open.

Raises:
    StaleControl: not a form of ours.
"""


def form(read: Read) -> Handle:
    """Read it; then either say in it what is wrong, or close it and answer."""

    async def submitted(
        deps: Deps, ack: AsyncAck, body: dict[str, Any], view: dict[str, Any], permission: Permission
    ) -> None:
        requester = Requester.of(body)
        texts = deps.known_texts(requester)
        try:
            control = Control.decode(view.get("private_metadata") or "")
            found = await read(Submitted(deps, requester, view, control, texts))
        except StaleControl as error:
            await ack(**refused(view, error, texts))
            return
        if isinstance(found, dict):
            await ack(response_action="errors", errors=found)
            return
        refusal = answer_modal_later(deps, requester, control, found, permission)
        await ack(**(refused(view, refusal, texts) if refusal else {}))

    return submitted


@dataclass(frozen=True, slots=True)
class Submission:
    """One modal."""

    handle: Handle
    permission: Permission


SUBMISSIONS: Final = Registry[Submission]("handlers.views")
"""By the modal's `callback_id`."""


def form_view(callback_id: str, permission: Permission) -> Callable[[Read], Read]:
    """Register the function that reads a form and says how to answer it."""

    def register(read: Read) -> Read:
        SUBMISSIONS.add(callback_id, Submission(form(read), permission))
        return read

    return register


def step_view(callback_id: str, permission: Permission) -> Callable[[Handle], Handle]:
    """Register the function that takes a modal to its next step."""

    def register(handle: Handle) -> Handle:
        SUBMISSIONS.add(callback_id, Submission(handle, permission))
        return handle

    return register
