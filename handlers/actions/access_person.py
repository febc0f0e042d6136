"""Somebody who is to be given a role: asks which."""

from bot.blocks.controls import ACCESS_PERSON, Control
from bot.blocks.message import Message
from bot.domain.access import Permission
from handlers.actions.registry import Action
from handlers.commands import access
from handlers.desk import Question


async def answer(question: Question, control: Control) -> Message:
    """As `/baselib access grant <person>`."""
    return await access.answer(question, ["grant", control.text])


ACTION = Action(ACCESS_PERSON, answer, Permission.GOVERN)
