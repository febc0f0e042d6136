"""What everybody is who has no role of their own."""

from bot.blocks.controls import ACCESS_DEFAULT, Control
from bot.blocks.message import Message
from bot.domain.access import Permission
from handlers.actions.registry import Action
from handlers.commands import access
from handlers.desk import Question


async def answer(question: Question, control: Control) -> Message:
    """As `/baselib access default <role>`."""
    return await access.answer(question, ["default", control.choice])


ACTION = Action(ACCESS_DEFAULT, answer, Permission.GOVERN, replaces=True)
