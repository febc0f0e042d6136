"""The form that pauses a digest until a date."""

from bot.blocks.message import Message
from bot.blocks.pause_view import pause_errors, read_pause_view
from bot.blocks.subscription import paused_message
from bot.errors import BadPause
from bot.usecases.pause_digest import check_pause
from handlers.answering import Answer
from handlers.desk import Question
from handlers.order import named_order, owner_after
from handlers.views.submitting import FieldErrors, Submitted


async def read(form: Submitted) -> Answer | FieldErrors:
    """Pause, or say under the date why that cannot be.

    A date is judged here, before the acknowledgement, only as far as no order is needed for it: a zone more or less
    makes a day's difference, which the answer then tells.
    """
    control = form.control
    try:
        until = read_pause_view(form.view)
        check_pause(until, await form.desk.clock.now())
    except BadPause as error:
        return pause_errors(error, form.texts)

    async def answer(question: Question) -> Message:
        await named_order(question, control.channel_id, control)
        status = await question.usecases.digesting.pause(
            question.team_id,
            control.channel_id,
            until,
            by=question.asker.user_id,
            owner_id=await owner_after(question, control.channel_id),
            now=question.now,
        )
        return paused_message(status, question.texts)

    return answer
