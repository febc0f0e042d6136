"""Delete, in a notice: ends the digest."""

from bot.blocks.controls import NOTICE_DELETE, Control
from bot.blocks.message import Message
from bot.blocks.notices import deleted_message
from bot.domain.access import Permission
from handlers.actions.registry import Action
from handlers.desk import Question


async def answer(question: Question, control: Control) -> Message:
    """That there will be no more, in the person's language."""
    order = await question.usecases.digesting.mend.delete(
        question.team_id, control.subscription_id, by=question.asker.user_id, now=question.now
    )
    return deleted_message(order, question.texts)


ACTION = Action(NOTICE_DELETE, answer, Permission.ORDER)
