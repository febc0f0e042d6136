"""Share to channel: everybody sees the breakdown that one person was shown."""

from bot.blocks.controls import REPORT_SHARE, Control
from bot.blocks.message import Message
from bot.blocks.report import breakdown
from bot.domain.access import Permission
from handlers.actions.registry import Action
from handlers.breakdowns import own_breakdown, shown_report
from handlers.desk import Question


async def answer(question: Question, control: Control) -> Message:
    """Post the day shown, in the installation's language, and say so to the person who pressed."""
    asker = question.asker
    report = await shown_report(question, control)
    shared = breakdown(report, question.desk.default_texts, question.zone, now=question.now, shared_by=asker.user_id)
    await question.usecases.share_message(asker.team_id, asker.channel_id, shared, now=question.now)
    return await own_breakdown(question, report, shared=True)


ACTION = Action(REPORT_SHARE, answer, Permission.SHARE, replaces=True)
