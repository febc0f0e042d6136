"""Send now: one digest more, without moving the schedule."""

from bot.blocks.controls import DIGEST_SEND_NOW, Control
from bot.blocks.message import Message
from bot.domain.access import Permission
from handlers.actions.registry import Action
from handlers.commands import digest
from handlers.desk import Question
from handlers.order import named_order


async def answer(question: Question, control: Control) -> Message:
    """As `/baselib digest now` in the channel of the button."""
    await named_order(question, question.channel_id, control)
    return await digest.send_now(question)


ACTION = Action(DIGEST_SEND_NOW, answer, Permission.ORDER)
