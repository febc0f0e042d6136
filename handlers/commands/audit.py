"""`/baselib audit`: who changed what, newest first."""

from bot.blocks.audit import AUDIT_ENTRIES, audit_message
from bot.blocks.message import Message
from bot.domain.access import Permission
from handlers.commands.registry import Subcommand
from handlers.desk import Question


async def answer(question: Question, _words: list[str]) -> Message:
    """The newest changes, with a button for all of them."""
    entries = await question.usecases.governing.audit.newest(question.team_id, limit=AUDIT_ENTRIES)
    return audit_message(entries, question.texts, question.zone)


COMMAND = Subcommand("audit", "", answer, Permission.GOVERN, order=82)
