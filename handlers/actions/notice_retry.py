"""Try again, in a notice: sends the digest, and lets a paused order go on when that has worked."""

from bot.blocks.controls import NOTICE_RETRY, Control
from bot.blocks.message import Message
from bot.blocks.notices import resumed_message
from bot.domain.access import Permission
from handlers.actions.registry import Action
from handlers.desk import Question


async def answer(question: Question, control: Control) -> Message:
    """That it was sent, in the person's language."""
    order = await question.usecases.digesting.mend.retry(
        question.team_id, control.subscription_id, by=question.asker.user_id, now=question.now
    )
    return resumed_message(order, question.texts)


ACTION = Action(NOTICE_RETRY, answer, Permission.ORDER)
