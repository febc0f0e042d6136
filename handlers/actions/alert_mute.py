"""Mute: an alert says nothing until a day, or for a week."""

from bot.blocks.controls import ALERT_MUTE, Control
from bot.blocks.message import Message
from bot.domain.access import Permission
from handlers.actions.registry import Action
from handlers.commands import alert
from handlers.desk import Question


async def answer(question: Question, control: Control) -> Message:
    """As `/baselib alert mute <number> [date]`; the button of a message carries no day."""
    found = await question.usecases.alerting.change.find(question.team_id, question.channel_id, control.subscription_id)
    return await alert.mute(question, found, control.day.isoformat() if control.day else "")


ACTION = Action(ALERT_MUTE, answer, Permission.ORDER)
