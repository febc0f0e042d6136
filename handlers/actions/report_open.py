"""Open full breakdown: from a digest or a shared message, for the person who pressed."""

from bot.blocks.controls import REPORT_OPEN, Control
from bot.blocks.message import Message
from bot.domain.access import Permission
from handlers.actions.registry import Action
from handlers.breakdowns import opened_report, own_breakdown
from handlers.desk import Question


async def answer(question: Question, control: Control) -> Message:
    """The breakdown as it is now; from an answer about an earlier day, that day's."""
    return await own_breakdown(question, await opened_report(question, control))


ACTION = Action(REPORT_OPEN, answer, Permission.VIEW)
