"""The whole audit log as a file."""

from bot.blocks.controls import AUDIT_CSV, Control
from bot.blocks.message import Message
from bot.domain.access import Permission
from bot.domain.audit import KEPT_FOR
from bot.export import Format
from bot.export.audit_file import audit_file
from handlers.actions.registry import Action
from handlers.desk import Question
from handlers.taking_away import hand_over


async def answer(question: Question, _control: Control) -> Message:
    """Of this workspace, to the person who pressed, in a direct message."""
    since = question.now - KEPT_FOR
    entries = await question.usecases.governing.audit.since(since, team_id=question.team_id)
    file = audit_file(entries, Format.CSV, day=question.now.date())
    return await hand_over(question, file, question.texts("csv-comment", name=file.name))


ACTION = Action(AUDIT_CSV, answer, Permission.GOVERN)
