"""The form that asks for APIs, submitted."""

from typing import Any

from slack_bolt.async_app import AsyncAck

from bot.blocks.can_view import APIS, read_can_view
from bot.blocks.controls import Control
from bot.blocks.message import Message
from bot.domain.access import Permission
from bot.errors import StaleControl
from handlers.answering import whisper_later
from handlers.can import tell
from handlers.desk import Asker, Desk, Question
from handlers.views.refusal import refused


async def submitted(
    desk: Desk, ack: AsyncAck, body: dict[str, Any], view: dict[str, Any], permission: Permission
) -> None:
    """Answer in the channel, for this person alone; where the bot is not, in their direct messages."""
    asker = Asker.of(body)
    texts = desk.known_texts(asker)
    try:
        control = Control.decode(view.get("private_metadata") or "")
        asked = read_can_view(view)
    except StaleControl as error:
        await ack(**refused(view, error, texts))
        return
    if not asked.names:
        await ack(response_action="errors", errors={APIS: texts("can-view-nothing")})
        return

    async def answer(question: Question) -> Message:
        return await tell(question, control.channel_id, asked)

    refusal = whisper_later(desk, asker, control.channel_id, answer, permission)
    await ack(**(refused(view, refusal, texts) if refusal else {}))
