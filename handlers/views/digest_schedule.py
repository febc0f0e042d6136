"""The form behind Change: a weekday, a time, a zone and a language."""

from typing import Any

from slack_bolt.async_app import AsyncAck

from bot.blocks.controls import Control
from bot.blocks.message import Message
from bot.blocks.schedule_view import read_schedule_view, schedule_errors
from bot.blocks.subscription import subscribed_message
from bot.errors import BadSchedule, StaleControl
from handlers.answering import whisper_later
from handlers.desk import Asker, Desk, Question


async def submitted(desk: Desk, ack: AsyncAck, body: dict[str, Any], view: dict[str, Any]) -> None:
    """Change the order, or say under the field what cannot be read."""
    asker = Asker.of(body)
    try:
        channel_id = Control.decode(view.get("private_metadata", "")).channel_id
        schedule, locale = read_schedule_view(view)
    except BadSchedule as error:
        await ack(response_action="errors", errors=schedule_errors(error, desk.known_texts(asker)))
        return
    except StaleControl:
        await ack()
        return
    await ack()

    async def answer(question: Question) -> Message:
        status = await question.usecases.subscribe(
            question.team_id, channel_id, schedule, locale=locale, owner_id=asker.user_id, now=question.now
        )
        return subscribed_message(status, question.texts)

    whisper_later(desk, asker, channel_id, answer)
