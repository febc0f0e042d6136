"""What if the minimum were ...: answers as `/baselib raise` does."""

from bot.blocks.controls import REPORT_WHAT_IF, Control
from bot.blocks.message import Message
from bot.blocks.raise_ import raise_message
from bot.errors import StaleControl
from handlers.actions.registry import Action
from handlers.desk import Question


async def answer(question: Question, control: Control) -> Message:
    """The loss at the version chosen."""
    if control.version is None:
        raise StaleControl
    usecases = question.usecases
    program = await usecases.find_program(question.team_id, control.appid)
    answered = await usecases.raise_minimum(question.team_id, program, control.version, now=question.now)
    return raise_message(answered, question.texts, question.zone, now=question.now)


ACTION = Action(REPORT_WHAT_IF, answer)
