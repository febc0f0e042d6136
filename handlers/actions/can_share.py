"""Share to channel: everybody sees what one person was told of some APIs."""

from bot.blocks.can import can_message
from bot.blocks.controls import CAN_SHARE, Control
from bot.blocks.message import Message
from bot.domain.access import Permission
from handlers.actions.registry import Action
from handlers.can import carried_program, carried_question
from handlers.desk import Question


async def answer(question: Question, control: Control) -> Message:
    """Post it in the installation's language, of the day shown, and say so to the person who pressed."""
    asker, can = question.asker, question.usecases.can_use
    asked, program = await carried_question(question, control), await carried_program(question, control)
    found = await can(asker.team_id, asked, program, now=question.now, day=control.day)
    everybody = question.desk.default_texts
    public = can_message(found, everybody, question.zone, now=question.now, shared_by=asker.user_id)
    await question.usecases.share_message(asker.team_id, asker.channel_id, public, now=question.now)
    return can_message(found, question.texts, question.zone, now=question.now, shared=True)


ACTION = Action(CAN_SHARE, answer, Permission.SHARE, replaces=True)
