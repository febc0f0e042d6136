"""Unmute: an alert is told again."""

from bot.blocks.controls import ALERT_UNMUTE, Control
from bot.blocks.message import Message
from bot.domain.access import Permission
from handlers.actions.registry import Action
from handlers.commands import alert
from handlers.desk import Question


async def answer(question: Question, control: Control) -> Message:
    """As `/baselib alert unmute <number>`."""
    found = await question.usecases.alerting.change.find(question.team_id, question.channel_id, control.subscription_id)
    return await alert.unmute(question, found)


ACTION = Action(ALERT_UNMUTE, answer, Permission.ORDER)
