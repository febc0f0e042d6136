"""Off: ends the channel's digest."""

from bot.blocks.controls import DIGEST_OFF, Control
from bot.blocks.message import Message
from handlers.actions.registry import Action
from handlers.commands import digest
from handlers.desk import Question


async def answer(question: Question, _control: Control) -> Message:
    """As `/baselib digest off` in the channel of the button."""
    return await digest.end(question)


ACTION = Action(DIGEST_OFF, answer)
