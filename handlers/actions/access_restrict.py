"""A channel more in which a restricted program exists."""

from bot.blocks.controls import ACCESS_RESTRICT, Control
from bot.blocks.message import Message
from bot.domain.access import Permission
from handlers.actions.registry import Action
from handlers.commands.programs_restrict import restrict_to
from handlers.desk import Question


async def answer(question: Question, control: Control) -> Message:
    """Add it to those that there are."""
    found = await question.usecases.governing.access.restriction(question.team_id, control.appid)
    return await restrict_to(question, control.appid, {*found.channels, control.channel_id})


ACTION = Action(ACCESS_RESTRICT, answer, Permission.GOVERN, replaces=True)
