"""Shortcuts, on a message and anywhere: one listener for all of them."""

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.blocks.controls import SHORTCUT_ASK, SHORTCUT_CAN
from bot.blocks.message import Message
from bot.domain.access import Permission
from bot.errors import StaleControl
from handlers.answering import admitting, answer_later, whisper_later
from handlers.desk import Asker, Desk, Question
from handlers.shortcuts import ask, can

_ANY: Final = re.compile(r".*", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Shortcut:
    """What a shortcut does."""

    answer: Callable[[Question, dict[str, Any]], Awaitable[None]]
    """Opens the modal that it is for; takes what Slack sends."""
    permission: Permission
    """What it needs."""


SHORTCUTS: Final[Mapping[str, Shortcut]] = {
    SHORTCUT_CAN: Shortcut(can.opened, Permission.VIEW),
    SHORTCUT_ASK: Shortcut(ask.opened, Permission.VIEW),
}
"""By the `callback_id` in `manifest.yml`."""


def register(app: AsyncApp, desk: Desk) -> None:
    """Listen to every one. https://docs.slack.dev/reference/interaction-payloads/shortcuts-interaction-payload/."""

    @app.shortcut(_ANY)
    async def on_shortcut(ack: AsyncAck, body: dict[str, Any]) -> None:
        await ack()
        found, asker = SHORTCUTS.get(body.get("callback_id", "")), Asker.of(body)

        async def answer(question: Question) -> Message | None:
            if found is None:
                raise StaleControl
            await found.answer(question, body)
            return None

        permission = found.permission if found else Permission.VIEW
        if asker.response_url:
            answer_later(desk, asker, admitting(answer, permission))
        else:  # nothing but direct messages is left to say what went wrong
            whisper_later(desk, asker, "", answer, permission)
