"""Next: the page after the one shown."""

from bot.blocks.controls import PROGRAMS_NEXT, Control
from bot.blocks.message import Message
from bot.domain.access import Permission
from handlers.actions.registry import Action
from handlers.commands.programs import show
from handlers.desk import Question


async def answer(question: Question, control: Control) -> Message:
    """The page that the button names, of the programs as they are now."""
    return await show(question, control.text, control.page)


ACTION = Action(PROGRAMS_NEXT, answer, Permission.VIEW, replaces=True)
