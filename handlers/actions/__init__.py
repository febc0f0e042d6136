"""Buttons and selects: one file each, one listener for all of them."""

import re
from typing import Any, Final

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.blocks.message import Message
from bot.errors import StaleControl
from handlers.actions.registry import actions, read_control
from handlers.answering import answer_later
from handlers.desk import Asker, Desk, Question

_ANY: Final = re.compile(r".*", re.DOTALL)


def register(app: AsyncApp, desk: Desk) -> None:
    """Listen to every press. Bolt tries listeners one by one, so there is one, with a table behind it."""

    @app.action(_ANY)
    async def on_action(ack: AsyncAck, body: dict[str, Any], action: dict[str, Any]) -> None:
        await ack()
        found = actions().get(action.get("action_id", ""))

        async def answer(question: Question) -> Message | None:
            if found is None:
                raise StaleControl
            return await found.answer(question, read_control(action))

        if "url" not in action:  # a link button only opens its page
            answer_later(desk, Asker.of(body), answer, replace=found is not None and found.replaces)
