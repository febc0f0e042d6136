"""`/baselib alerts`: this channel's alerts."""

from bot.blocks.message import Message
from bot.domain.access import Permission
from handlers.commands import alert
from handlers.commands.registry import Subcommand
from handlers.desk import Question


async def answer(question: Question, _words: list[str]) -> Message:
    """As `/baselib alert list`."""
    return await alert.show(question)


COMMAND = Subcommand("alerts", "", answer, Permission.VIEW, order=65)
