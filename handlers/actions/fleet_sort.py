"""Sort the fleet's list otherwise."""

from bot.blocks.controls import FLEET_SORT, Control
from bot.blocks.fleet import fleet_message
from bot.blocks.message import Message
from bot.domain.access import Permission
from handlers.actions.registry import Action
from handlers.desk import Question
from handlers.fleet_list import read_list


async def answer(question: Question, control: Control) -> Message:
    """The same programs in the order chosen, for whoever chose it: a list that everybody sees stays as it is."""
    return fleet_message(await read_list(question, control), question.texts)


ACTION = Action(FLEET_SORT, answer, Permission.VIEW)
