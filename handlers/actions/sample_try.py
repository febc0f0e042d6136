"""Try it: the breakdown of sample data, which needs no WeChat."""

from bot.blocks.controls import SAMPLE_TRY, Control
from bot.blocks.message import Message
from bot.blocks.sample import sample_message
from bot.domain.access import Permission
from bot.domain.sample import sample_report
from bot.domain.snapshot import snapshot_day
from handlers.actions.registry import Action
from handlers.desk import Question


async def answer(question: Question, control: Control) -> Message:
    """As if it had been read today."""
    del control
    report = sample_report(snapshot_day(question.now))
    return sample_message(report, question.texts, question.zone, now=question.now)


ACTION = Action(SAMPLE_TRY, answer, Permission.VIEW)
