"""Off: ends the channel's digest."""

from bot.blocks.controls import DIGEST_OFF, Control
from bot.blocks.message import Message
from bot.domain.access import Permission
from handlers.actions.registry import Action
from handlers.commands import digest
from handlers.desk import Question
from handlers.order import named_order


async def answer(question: Question, control: Control) -> Message:
    """As `/baselib digest off` in the channel of the button."""
    await named_order(question, question.channel_id, control)
    return await digest.end(question)


ACTION = Action(DIGEST_OFF, answer, Permission.ORDER)
