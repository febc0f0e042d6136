"""What if the minimum were ...: answers as `/baselib raise` does."""

from bot.blocks.controls import REPORT_WHAT_IF, Control
from bot.blocks.message import Message
from bot.domain.access import Permission
from bot.errors import StaleControl
from handlers.actions.registry import Action
from handlers.breakdowns import opened_report
from handlers.commands import raise_
from handlers.desk import Question


async def answer(question: Question, control: Control) -> Message:
    """The loss at the version chosen, on the day of the breakdown that it was chosen in."""
    if control.version is None:
        raise StaleControl
    return await raise_.tell(question, await opened_report(question, control), control.version)


ACTION = Action(REPORT_WHAT_IF, answer, Permission.VIEW)
