"""The menu of a program on the Home tab: its breakdown, follow it, stop following it."""

from bot.blocks.controls import BREAKDOWN, FOLLOW, HOME_PROGRAM, UNFOLLOW, Control
from bot.blocks.home_programs import report_sent
from bot.blocks.message import Message
from bot.blocks.parts import message
from bot.domain.access import Permission
from bot.errors import StaleControl
from handlers.actions.registry import Action
from handlers.breakdowns import opened_report, own_breakdown
from handlers.desk import Question


async def answer(question: Question, control: Control) -> Message | None:
    """What was chosen. A breakdown has no room on the tab: it goes into the direct messages."""
    at_home, user_id = question.usecases.at_home, question.asker.user_id
    if control.choice == BREAKDOWN:
        return await _report(question, control)
    if control.choice == FOLLOW:
        await at_home.keep(question.seen, user_id, control.appid)
    elif control.choice == UNFOLLOW:
        await at_home.drop(question.seen, user_id, control.appid)
    else:
        raise StaleControl
    return None


async def _report(question: Question, control: Control) -> Message:
    report = await opened_report(question, control)
    breakdown = await own_breakdown(question, report)
    await question.desk.messenger.post(question.team_id, question.asker.user_id, breakdown)
    return message(report_sent(report.program, question.texts), [])


ACTION = Action(HOME_PROGRAM, answer, Permission.VIEW)
