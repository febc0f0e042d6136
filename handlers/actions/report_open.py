"""Open full breakdown: from a digest or a shared message, for the person who pressed."""

from bot.blocks.controls import REPORT_OPEN, Control
from bot.blocks.message import Message
from bot.blocks.report import breakdown
from handlers.actions.registry import Action
from handlers.desk import Question


async def answer(question: Question, control: Control) -> Message:
    """The breakdown as it is now."""
    usecases = question.usecases
    program = await usecases.find_program(question.team_id, control.appid)
    report = await usecases.read_report(question.team_id, program, now=question.now)
    return breakdown(report, question.texts, question.zone, now=question.now)


ACTION = Action(REPORT_OPEN, answer)
