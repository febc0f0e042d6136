"""The menu that hands a breakdown over as a file."""

from bot.blocks.controls import HISTORY, REPORT_EXPORT, Control
from bot.blocks.message import Message
from bot.domain.access import Permission
from bot.errors import StaleControl
from bot.export import Format
from handlers.actions.registry import Action
from handlers.breakdowns import shown_report
from handlers.desk import Question
from handlers.taking_away import take_history_away, take_report_away


async def answer(question: Question, control: Control) -> Message:
    """The day shown, or every day kept until then."""
    report = await shown_report(question, control)
    if control.text == HISTORY:
        return await take_history_away(question, report, Format.CSV)
    if control.text not in list(Format):
        raise StaleControl
    return await take_report_away(question, report, Format(control.text))


ACTION = Action(REPORT_EXPORT, answer, Permission.VIEW)
