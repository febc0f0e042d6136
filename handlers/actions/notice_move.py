"""Another channel, in a notice: sends the digest there from now on."""

from bot.blocks.controls import NOTICE_MOVE, Control
from bot.blocks.message import Message
from bot.blocks.notices import moved_message
from bot.domain.access import Permission
from bot.errors import StaleControl
from handlers.actions.registry import Action
from handlers.desk import Question


async def answer(question: Question, control: Control) -> Message:
    """Where it goes now, in the person's language."""
    if not control.channel_id:
        raise StaleControl
    order = await question.usecases.digesting.mend.move(
        question.team_id, control.subscription_id, control.channel_id, by=question.asker.user_id, now=question.now
    )
    return moved_message(order, question.texts)


ACTION = Action(NOTICE_MOVE, answer, Permission.ORDER)
