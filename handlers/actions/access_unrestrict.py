"""Lets a program exist in every channel again."""

from bot.blocks.controls import ACCESS_UNRESTRICT, Control
from bot.blocks.message import Message
from bot.domain.access import Permission
from handlers.actions.registry import Action
from handlers.commands.programs_restrict import restrict_to
from handlers.desk import Question


async def answer(question: Question, control: Control) -> Message:
    """As `/baselib programs unrestrict <program>`, also for a program that is gone."""
    return await restrict_to(question, control.appid, ())


ACTION = Action(ACCESS_UNRESTRICT, answer, Permission.GOVERN)
