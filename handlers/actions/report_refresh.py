"""Refresh: ask WeChat again and put the new breakdown in place of the old one."""

from bot.blocks.controls import REPORT_REFRESH, Control
from bot.blocks.message import Message
from bot.domain.access import Permission
from handlers.actions.registry import Action
from handlers.breakdowns import own_breakdown
from handlers.desk import Question


async def answer(question: Question, control: Control) -> Message:
    """The breakdown, read from WeChat now."""
    usecases = question.usecases
    program = await usecases.find_program(question.seen, control.appid)
    report = await usecases.read_report(question.team_id, program, now=question.now, refresh=True)
    return await own_breakdown(question, report)


ACTION = Action(REPORT_REFRESH, answer, Permission.VIEW, replaces=True)
