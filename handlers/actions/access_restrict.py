"""A channel more in which a restricted program exists."""

from bot.blocks.access import restriction_message
from bot.blocks.controls import ACCESS_RESTRICT, Control
from bot.blocks.message import Message
from bot.domain.access import Permission
from handlers.actions.registry import Action
from handlers.desk import Question


async def answer(question: Question, control: Control) -> Message:
    """Add it to those that there are."""
    access = question.usecases.governing.access
    channels = (await access.restriction(question.team_id, control.appid)).channels
    done = await access.restrict(
        question.team_id, control.appid, {*channels, control.channel_id}, by=question.asker.user_id, now=question.now
    )
    return restriction_message(done, question.texts)


ACTION = Action(ACCESS_RESTRICT, answer, Permission.GOVERN, replaces=True)
