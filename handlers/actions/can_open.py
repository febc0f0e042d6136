"""Check other APIs: opens the form with those that were asked about."""

from bot.blocks.controls import CAN_OPEN, Control
from bot.domain.access import Permission
from handlers.actions.registry import Action
from handlers.can import carried_program, carried_question
from handlers.can_form import open_can
from handlers.desk import Question


async def answer(question: Question, control: Control) -> None:
    """A modal filled with the question."""
    asked, program = await carried_question(question, control), await carried_program(question, control)
    await open_can(question, asked, program)


ACTION = Action(CAN_OPEN, answer, Permission.VIEW)
