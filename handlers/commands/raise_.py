"""`/baselib raise <version> [program]`: what raising the minimum would cost."""

from bot.blocks.message import Message
from bot.blocks.raise_ import raise_message
from bot.domain.access import Permission
from bot.domain.version import Version
from handlers.command_options import Takes
from handlers.commands.registry import Subcommand
from handlers.desk import Question


async def answer(question: Question, words: list[str]) -> Message:
    """The loss at a version, then and now."""
    usecases = question.usecases
    version = Version.parse(words[0])
    program = await usecases.choose_program(question.seen, " ".join(words[1:]))
    report = await usecases.report_at(question.team_id, program, question.options.on, now=question.now)
    answered = await usecases.raise_minimum(question.team_id, report, version)
    return raise_message(answered, question.texts, question.zone, now=question.now)


COMMAND = Subcommand(
    "raise",
    "<version> [program] [--on <day>]",
    answer,
    Permission.VIEW,
    needs=1,
    order=20,
    picks=True,
    takes=Takes(on=True),
)
