"""Lets a program exist in every channel again."""

from bot.blocks.access import restriction_message
from bot.blocks.controls import ACCESS_UNRESTRICT, Control
from bot.blocks.message import Message
from bot.domain.access import Permission
from handlers.actions.registry import Action
from handlers.desk import Question


async def answer(question: Question, control: Control) -> Message:
    """As `/baselib programs unrestrict <program>`, also for a program that is gone."""
    done = await question.usecases.governing.access.restrict(
        question.team_id, control.appid, (), by=question.asker.user_id, now=question.now
    )
    return restriction_message(done, question.texts)


ACTION = Action(ACCESS_UNRESTRICT, answer, Permission.GOVERN)
