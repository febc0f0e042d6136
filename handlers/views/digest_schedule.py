"""The form of a digest, submitted."""

from bot.blocks.message import Message
from bot.blocks.schedule_form import read_schedule_view, schedule_errors
from bot.blocks.subscription import subscribed_message
from bot.errors import BadSchedule
from handlers.answering import Answer
from handlers.desk import Question
from handlers.forms import form_order
from handlers.order import owner_after
from handlers.views.submitting import FieldErrors, Submitted


async def read(form: Submitted) -> Answer | FieldErrors:
    """Change the order, or say under the field what cannot be read."""
    control = form.control
    try:
        chosen = read_schedule_view(form.view)
    except BadSchedule as error:
        return schedule_errors(error, form.texts)

    async def answer(question: Question) -> Message:
        await form_order(question, control)
        status = await question.usecases.digesting.subscribe(
            question.team_id,
            control.channel_id,
            chosen.schedule,
            locale=chosen.locale,
            owner_id=await owner_after(question, control.channel_id),
            by=question.asker.user_id,
            now=question.now,
            appids=chosen.appids,
            parts=chosen.parts,
            only_changes=chosen.only_changes,
            scope=chosen.scope,
        )
        return subscribed_message(status, question.texts)

    return answer
