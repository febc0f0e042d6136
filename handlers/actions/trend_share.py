"""Share to channel: everybody sees the trend that one person was shown."""

from bot.blocks.controls import TREND_SHARE, Control
from bot.blocks.message import Message
from bot.blocks.trend import trend_message
from bot.domain.access import Permission
from handlers.actions.registry import Action
from handlers.desk import Question
from handlers.trends import shown_trend


async def answer(question: Question, control: Control) -> Message:
    """Post the day shown, in the installation's language, and say so to the person who pressed."""
    asker, now = question.asker, question.now
    answered = await shown_trend(question, control)
    public = trend_message(answered, question.desk.default_texts, question.zone, now=now, shared_by=asker.user_id)
    await question.usecases.share_message(asker.team_id, asker.channel_id, public, now=now)
    return trend_message(answered, question.texts, question.zone, now=now, shared=True)


ACTION = Action(TREND_SHARE, answer, Permission.SHARE, replaces=True)
