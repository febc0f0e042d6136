"""Download PNG: the chart of a trend as a picture."""

from bot.blocks.controls import TREND_PICTURE, Control
from bot.blocks.message import Message
from bot.blocks.parts import sentence_message
from bot.blocks.trend_picture import trend_picture
from bot.domain.access import Permission
from bot.errors import StaleControl
from handlers.actions.registry import Action
from handlers.desk import Question
from handlers.trends import shown_trend


async def answer(question: Question, control: Control) -> Message:
    """Send the trend shown, in the language of the person who pressed, to that person alone."""
    t, trend = question.texts, await shown_trend(question, control)
    if not trend.drawable:
        raise StaleControl
    file = trend_picture(trend, t)
    await question.usecases.send_picture(question.team_id, question.asker.user_id, file)
    return sentence_message(t("picture-sent", name=file.name))


ACTION = Action(TREND_PICTURE, answer, Permission.VIEW)
"""Beside the message: whoever shares it may press, too."""
