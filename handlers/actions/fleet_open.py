"""Back to all programs."""

from bot.blocks.controls import FLEET_OPEN, Control
from bot.blocks.fleet import fleet_message
from bot.blocks.message import Message
from bot.domain.access import Permission
from handlers.actions.registry import Action
from handlers.desk import Question
from handlers.fleet_list import read_list


async def answer(question: Question, control: Control) -> Message:
    """The overview, as a message of its own: the one with the button stays."""
    return fleet_message(await read_list(question, control), question.texts)


ACTION = Action(FLEET_OPEN, answer, Permission.VIEW)
