"""The form of a digest, submitted."""

from typing import Any

from slack_bolt.async_app import AsyncAck

from bot.blocks.controls import Control
from bot.blocks.message import Message
from bot.blocks.schedule_form import read_schedule_view, schedule_errors
from bot.blocks.subscription import subscribed_message
from bot.domain.access import Permission
from bot.errors import BadSchedule, StaleControl
from handlers.at_home import tell_later
from handlers.desk import Asker, Desk, Question
from handlers.forms import form_order
from handlers.order import owner_after
from handlers.views.refusal import refused


async def submitted(
    desk: Desk, ack: AsyncAck, body: dict[str, Any], view: dict[str, Any], permission: Permission
) -> None:
    """Change the order, or say under the field what cannot be read."""
    asker = Asker.of(body)
    try:
        control = Control.decode(view.get("private_metadata") or "")
        form = read_schedule_view(view)
    except BadSchedule as error:
        await ack(response_action="errors", errors=schedule_errors(error, desk.known_texts(asker)))
        return
    except StaleControl as error:
        await ack(**refused(view, error, desk.known_texts(asker)))
        return

    async def answer(question: Question) -> Message:
        await form_order(question, control)
        status = await question.usecases.digesting.subscribe(
            question.team_id,
            control.channel_id,
            form.schedule,
            locale=form.locale,
            owner_id=await owner_after(question, control.channel_id),
            by=asker.user_id,
            now=question.now,
            appids=form.appids,
            parts=form.parts,
            only_changes=form.only_changes,
            scope=form.scope,
        )
        return subscribed_message(status, question.texts)

    refusal = tell_later(desk, asker, control, answer, permission)
    await ack(**(refused(view, refusal, desk.known_texts(asker)) if refusal else {}))
