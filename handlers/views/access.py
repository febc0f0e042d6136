"""The form that gives somebody a role, on the Home tab."""

from typing import Any

from slack_bolt.async_app import AsyncAck

from bot.blocks.access import read_role_view
from bot.blocks.controls import Control
from bot.blocks.message import Message
from bot.domain.access import Permission
from bot.errors import StaleControl
from handlers.at_home import tell_later
from handlers.commands import access
from handlers.desk import Asker, Desk, Question
from handlers.views.refusal import refused


async def submitted(
    desk: Desk, ack: AsyncAck, body: dict[str, Any], view: dict[str, Any], permission: Permission
) -> None:
    """As `/baselib access grant <person> <role>`."""
    asker = Asker.of(body)
    texts = desk.known_texts(asker)
    try:
        control = Control.decode(view.get("private_metadata") or "")
        role = read_role_view(view)
    except StaleControl as error:
        await ack(**refused(view, error, texts))
        return

    async def answer(question: Question) -> Message:
        return await access.answer(question, ["grant", control.text, role.value])

    refusal = tell_later(desk, asker, control, answer, permission)
    await ack(**(refused(view, refusal, texts) if refusal else {}))
