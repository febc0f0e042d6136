"""The way of a form that was submitted: the same for all of them, whatever they ask."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from slack_bolt.async_app import AsyncAck

from bot.blocks.controls import Control
from bot.domain.access import Permission
from bot.errors import StaleControl
from bot.i18n import Texts
from handlers.answering import Answer
from handlers.at_home import tell_later
from handlers.desk import Asker, Desk
from handlers.views.refusal import refused

Handle = Callable[[Desk, AsyncAck, dict[str, Any], dict[str, Any], Permission], Awaitable[None]]
"""Acknowledges a submission and answers it, once the person is admitted to what it needs."""
FieldErrors = dict[str, str]
"""What Slack shows under the inputs, by their `block_id`."""


@dataclass(frozen=True, slots=True)
class Submitted:
    """A form as it came back."""

    desk: Desk
    asker: Asker
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
        desk: Desk, ack: AsyncAck, body: dict[str, Any], view: dict[str, Any], permission: Permission
    ) -> None:
        asker = Asker.of(body)
        texts = desk.known_texts(asker)
        try:
            control = Control.decode(view.get("private_metadata") or "")
            found = await read(Submitted(desk, asker, view, control, texts))
        except StaleControl as error:
            await ack(**refused(view, error, texts))
            return
        if isinstance(found, dict):
            await ack(response_action="errors", errors=found)
            return
        refusal = tell_later(desk, asker, control, found, permission)
        await ack(**(refused(view, refusal, texts) if refusal else {}))

    return submitted
