"""Global and message shortcuts: one listener for all of them."""

import re
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.blocks.kit.controls import SHORTCUT_ASK, SHORTCUT_CAN
from bot.blocks.kit.elements import Message
from bot.domain.access import Permission
from bot.domain.can.use import CanQuestion
from bot.errors import StaleControl
from bot.usecases.can import features_in
from handlers.answering import admitting, answer_in_channel_later, answer_later, report_refusal
from handlers.answers.reports import open_ask, open_can
from handlers.context import Deps, Request, Requester
from handlers.registry import Registry

_ANY: Final = re.compile(r".*", re.DOTALL)


_DEEPEST: Final = 12
_LONGEST: Final = 40_000
"""Characters: the limit of Slack's messages."""

Answer = Callable[[Request, dict[str, Any]], Awaitable[None]]
"""Opens the shortcut's modal; takes Slack's payload."""


@dataclass(frozen=True, slots=True)
class Shortcut:
    answer: Answer
    permission: Permission


SHORTCUTS: Final = Registry[Shortcut]("handlers.shortcuts")
"""By the `callback_id` in `manifest.yml`."""


def shortcut(callback_id: str, permission: Permission) -> Callable[[Answer], Answer]:
    def register_shortcut(answer: Answer) -> Answer:
        SHORTCUTS.add(callback_id, Shortcut(answer, permission))
        return answer

    return register_shortcut


def register(app: AsyncApp, deps: Deps) -> None:
    """Listen to every shortcut. https://docs.slack.dev/reference/interaction-payloads/shortcuts-interaction-payload/."""

    @app.shortcut(_ANY)
    async def on_shortcut(ack: AsyncAck, body: dict[str, Any]) -> None:
        await ack()
        found, requester = SHORTCUTS.get(body.get("callback_id", "")), Requester.of(body)

        async def answer(request: Request) -> Message | None:
            if found is None:
                raise StaleControl
            await found.answer(request, body)
            return None

        admitted = admitting(answer, found.permission if found else Permission.VIEW)
        if requester.response_url:
            refusal = answer_later(deps, requester, admitted)
        else:  # only a direct message can report the error
            refusal = answer_in_channel_later(deps, requester, "", admitted)
        await report_refusal(deps, requester, refusal)


@shortcut(SHORTCUT_ASK, Permission.VIEW)
async def ask(request: Request, _payload: dict[str, Any]) -> None:
    """Open the form of a program and a question."""
    await open_ask(request)


@shortcut(SHORTCUT_CAN, Permission.VIEW)
async def can(request: Request, payload: dict[str, Any]) -> None:
    """Open the form with the APIs that the message names, and with what it names but the form cannot hold."""
    message = payload.get("message")
    text = "\n".join(_texts(message))[:_LONGEST] if isinstance(message, dict) else ""
    found = await features_in(request.usecases, text)
    await open_can(request, CanQuestion(found.names), found=found)


def _texts(value: object, depth: int = 0) -> Iterator[str]:
    """All text of a message, including blocks and attachments; Slack escapes `<` as `&lt;`."""
    if depth > _DEEPEST:
        return
    if isinstance(value, dict):
        text = value.get("text")
        if isinstance(text, str):
            yield text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
        for inner in value.values():
            if isinstance(inner, dict | list):
                yield from _texts(inner, depth + 1)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner, depth + 1)
