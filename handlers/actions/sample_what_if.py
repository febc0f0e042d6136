"""What if the minimum were ..., of sample data."""

from bot.blocks.controls import SAMPLE_WHAT_IF, Control
from bot.blocks.message import Message
from bot.blocks.sample import sample_raise_message
from bot.domain.access import Permission
from bot.domain.sample import sample_raise
from bot.domain.snapshot import snapshot_day
from bot.errors import StaleControl
from handlers.actions.registry import Action
from handlers.desk import Question


async def answer(question: Question, control: Control) -> Message:
    """The loss at the version chosen."""
    if control.version is None:
        raise StaleControl
    answered = sample_raise(snapshot_day(question.now), control.version)
    return sample_raise_message(answered, question.texts, question.zone, now=question.now)


ACTION = Action(SAMPLE_WHAT_IF, answer, Permission.VIEW, replaces=True)
