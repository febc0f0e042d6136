"""Gives somebody a role of their own."""

from bot.blocks.controls import ACCESS_GRANT, Control
from bot.blocks.message import Message
from bot.domain.access import Permission
from handlers.actions.registry import Action
from handlers.commands import access
from handlers.desk import Question


async def answer(question: Question, control: Control) -> Message:
    """As `/baselib access grant <person> <role>`."""
    return await access.answer(question, ["grant", control.text, control.choice])


ACTION = Action(ACCESS_GRANT, answer, Permission.GOVERN, replaces=True)
