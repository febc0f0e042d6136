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
from handlers.order import named_order, owner_after
from handlers.views.refusal import refused


async def submitted(desk: Desk, ack: AsyncAck, body: dict[str, Any], view: dict[str, Any]) -> None:
    """Change the order, or say under the field what cannot be read."""
    asker = Asker.of(body)
    try:
        control = Control.decode(view.get("private_metadata") or "")
        schedule, locale = read_schedule_view(view)
    except BadSchedule as error:
        await ack(response_action="errors", errors=schedule_errors(error, desk.known_texts(asker)))
        return
    except StaleControl as error:
        await ack(**refused(view, error, desk.known_texts(asker)))
        return

    async def answer(question: Question) -> Message:
        await named_order(question, control.channel_id, control)
        status = await question.usecases.subscribe(
            question.team_id,
            control.channel_id,
            schedule,
            locale=locale,
            owner_id=await owner_after(question, control.channel_id),
            by=asker.user_id,
            now=question.now,
        )
        return subscribed_message(status, question.texts)

    refusal = whisper_later(desk, asker, control.channel_id, answer)
    await ack(**(refused(view, refusal, desk.known_texts(asker)) if refusal else {}))
