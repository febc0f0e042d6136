"""Use in this channel: from the message that a program was authorised."""

from bot.blocks.controls import PROGRAM_USE, Control
from bot.blocks.message import Message
from bot.blocks.use import used_message
from bot.domain.access import Permission
from handlers.actions.registry import Action
from handlers.desk import Question


async def answer(question: Question, control: Control) -> Message:
    """As `/baselib use`."""
    usecases = question.usecases
    program = await usecases.find_program(question.seen, control.appid)
    used = await usecases.use_program(question.seen, program.appid, by=question.asker.user_id, now=question.now)
    return used_message(used, question.texts)


ACTION = Action(PROGRAM_USE, answer, Permission.ORDER)
