"""What if the minimum of all programs were ...: answers as `/baselib fleet raise` does."""

from bot.blocks.controls import FLEET_RAISE, Control
from bot.blocks.fleet_raise import fleet_raise_message
from bot.blocks.message import Message
from bot.domain.access import Permission
from handlers.actions.registry import Action
from handlers.desk import Question
from handlers.fleet_list import read_raise


async def answer(question: Question, control: Control) -> Message:
    """What the version chosen would cost each program."""
    return fleet_raise_message(await read_raise(question, control), question.texts)


ACTION = Action(FLEET_RAISE, answer, Permission.VIEW)
