"""Submitted modals: a decorator registers the function that reads one."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Final

from slack_bolt.async_app import AsyncAck

from bot.blocks.kit.controls import Control
from bot.blocks.kit.forms import error_view
from bot.domain.access import Permission
from bot.errors import BotError, StaleControl
from bot.i18n import Texts
from bot.i18n.caveats import clean
from handlers.answering import Answer
from handlers.context import Deps, Requester
from handlers.home_actions import answer_modal_later
from handlers.registry import Registry

_LONGEST: Final = 300
"""Characters of a refusal."""

Handle = Callable[[Deps, AsyncAck, dict[str, Any], dict[str, Any], Permission], Awaitable[None]]
"""Acknowledges a submission and answers it, after checking the permission."""
FieldErrors = dict[str, str]
"""The errors that Slack shows under the inputs, by `block_id`."""


@dataclass(frozen=True, slots=True)
class Submitted:
    deps: Deps
    requester: Requester
    view: dict[str, Any]
    control: Control
    """The control that it was opened with."""
    texts: Texts
    """The sentences in the person's language, if cached."""


Read = Callable[[Submitted], Awaitable[Answer | FieldErrors]]
"""Returns the answer, or the errors to show while the form is still open.

Raises:
    StaleControl: not a form of ours.
"""


def form(read: Read, *, outside: bool = False) -> Handle:
    """Read a form; then either show its errors, or close it and answer, `outside` also who has left its channel."""

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
        refusal = answer_modal_later(deps, requester, control, found, permission, outside=outside)
        await ack(**(refused(view, refusal, texts) if refusal else {}))

    return submitted


@dataclass(frozen=True, slots=True)
class Submission:
    handle: Handle
    permission: Permission


SUBMISSIONS: Final = Registry[Submission]("handlers.views")
"""By the modal's `callback_id`."""


def form_view(callback_id: str, permission: Permission, *, outside: bool = False) -> Callable[[Read], Read]:
    """Register the function that reads a form and returns its answer; `outside` as in `form`."""

    def register(read: Read) -> Read:
        SUBMISSIONS.add(callback_id, Submission(form(read, outside=outside), permission))
        return read

    return register


def step_view(callback_id: str, permission: Permission) -> Callable[[Handle], Handle]:
    """Register the function that takes a modal to its next step."""

    def register(handle: Handle) -> Handle:
        SUBMISSIONS.add(callback_id, Submission(handle, permission))
        return handle

    return register


def refused(view: dict[str, Any], error: BotError, t: Texts) -> dict[str, Any]:
    """Return the acknowledgement that shows an error under the modal's first input, in plain text, or in its place.

    https://docs.slack.dev/surfaces/modals/#displaying_errors
    """
    inputs = [block.get("block_id") for block in view.get("blocks") or [] if block.get("type") == "input"]
    if not inputs or not inputs[0]:  # Slack accepts errors under inputs only
        return {"response_action": "update", "view": error_view(view, error, t)}
    sentence = t.error(error, quote=lambda text: clean(text, _LONGEST)).replace("`", "")
    return {"response_action": "errors", "errors": {inputs[0]: sentence}}
