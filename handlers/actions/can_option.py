"""An option that needs more than its method: answers beside the message."""

from bot.blocks.controls import CAN_OPTION, Control
from bot.blocks.message import Message
from bot.domain.access import Permission
from handlers.actions.registry import Action
from handlers.can import carried_question, tell
from handlers.desk import Question


async def answer(question: Question, control: Control) -> Message:
    """As if it had been typed."""
    return await tell(question, question.channel_id, await carried_question(question, control))


ACTION = Action(CAN_OPTION, answer, Permission.VIEW)
