"""The form that pauses a digest until a date."""

from typing import Any

from slack_bolt.async_app import AsyncAck

from bot.blocks.controls import Control
from bot.blocks.message import Message
from bot.blocks.pause_view import pause_errors, read_pause_view
from bot.blocks.subscription import paused_message
from bot.domain.access import Permission
from bot.errors import BadPause, StaleControl
from bot.usecases.pause_digest import check_pause
from handlers.at_home import tell_later
from handlers.desk import Asker, Desk, Question
from handlers.order import named_order, owner_after
from handlers.views.refusal import refused


async def submitted(
    desk: Desk, ack: AsyncAck, body: dict[str, Any], view: dict[str, Any], permission: Permission
) -> None:
    """Pause, or say under the date why that cannot be.

    A date is judged here, before the acknowledgement, only as far as no order is needed for it: a zone more or less
    makes a day's difference, which the answer then tells.
    """
    asker = Asker.of(body)
    texts = desk.known_texts(asker)
    try:
        control = Control.decode(view.get("private_metadata") or "")
        until = read_pause_view(view)
        now = await desk.clock.now()
        check_pause(until, now)
    except BadPause as error:
        await ack(response_action="errors", errors=pause_errors(error, texts))
        return
    except StaleControl as error:
        await ack(**refused(view, error, texts))
        return

    async def answer(question: Question) -> Message:
        await named_order(question, control.channel_id, control)
        status = await question.usecases.digesting.pause(
            question.team_id,
            control.channel_id,
            until,
            by=asker.user_id,
            owner_id=await owner_after(question, control.channel_id),
            now=question.now,
        )
        return paused_message(status, question.texts)

    refusal = tell_later(desk, asker, control, answer, permission)
    await ack(**(refused(view, refusal, texts) if refusal else {}))
