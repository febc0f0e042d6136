"""Takes somebody's role of their own back."""

from bot.blocks.controls import ACCESS_REVOKE, Control
from bot.blocks.message import Message
from bot.domain.access import Permission
from handlers.actions.registry import Action
from handlers.commands import access
from handlers.desk import Question


async def answer(question: Question, control: Control) -> Message:
    """As `/baselib access revoke <person>`."""
    return await access.answer(question, ["revoke", control.text])


ACTION = Action(ACCESS_REVOKE, answer, Permission.GOVERN, replaces=True)
