"""Open full breakdown: from a digest or a shared message, for the person who pressed."""

from bot.blocks.controls import REPORT_OPEN, Control
from bot.blocks.message import Message
from handlers.actions.registry import Action
from handlers.breakdowns import own_breakdown
from handlers.desk import Question


async def answer(question: Question, control: Control) -> Message:
    """The breakdown as it is now."""
    usecases = question.usecases
    program = await usecases.find_program(question.team_id, control.appid)
    report = await usecases.read_report(question.team_id, program, now=question.now)
    return await own_breakdown(question, report)


ACTION = Action(REPORT_OPEN, answer)
