"""Use in this channel: from the message that a program was authorised."""

from bot.blocks.controls import PROGRAM_USE, Control
from bot.blocks.message import Message
from bot.blocks.use import used_message
from handlers.actions.registry import Action
from handlers.desk import Question


async def answer(question: Question, control: Control) -> Message:
    """As `/baselib use`."""
    usecases = question.usecases
    program = await usecases.find_program(question.team_id, control.appid)
    return used_message(
        await usecases.use_program(question.team_id, question.channel_id, program.appid), question.texts
    )


ACTION = Action(PROGRAM_USE, answer)
