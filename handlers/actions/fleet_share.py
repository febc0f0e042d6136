"""Share to channel: everybody sees the list that one person was shown."""

from bot.blocks.controls import FLEET_SHARE, Control
from bot.blocks.fleet import fleet_message
from bot.blocks.fleet_raise import fleet_raise_message
from bot.blocks.message import Message
from bot.domain.access import Permission
from handlers.actions.registry import Action
from handlers.desk import Question
from handlers.fleet_list import read_list, read_raise


async def answer(question: Question, control: Control) -> Message:
    """Post it in the installation's language, and say so to the person who pressed."""
    asker, everybody = question.asker, question.desk.default_texts
    if control.version is not None:
        answered = await read_raise(question, control)
        public = fleet_raise_message(answered, everybody, shared_by=asker.user_id)
        own = fleet_raise_message(answered, question.texts, shared=True)
    else:
        report = await read_list(question, control)
        public = fleet_message(report, everybody, shared_by=asker.user_id)
        own = fleet_message(report, question.texts, shared=True)
    await question.usecases.share_message(asker.team_id, asker.channel_id, public, now=question.now)
    return own


ACTION = Action(FLEET_SHARE, answer, Permission.SHARE, replaces=True)
