"""All versions: the same breakdown with its tail unfolded."""

from bot.blocks.controls import REPORT_ALL, Control
from bot.blocks.message import Message
from bot.domain.access import Permission
from handlers.actions.registry import Action
from handlers.breakdowns import own_breakdown, shown_report
from handlers.desk import Question


async def answer(question: Question, control: Control) -> Message:
    """Every version of the day shown."""
    report = await shown_report(question, control)
    return await own_breakdown(question, report, all_versions=True)


ACTION = Action(REPORT_ALL, answer, Permission.VIEW, replaces=True)
