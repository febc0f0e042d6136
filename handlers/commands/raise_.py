"""`/baselib raise <version> [program]`: what raising the minimum would cost."""

from bot.blocks.message import Message
from bot.blocks.raise_ import raise_message
from bot.domain.access import Permission
from bot.domain.report import Report
from bot.domain.version import Version
from handlers.breakdowns import asked_report
from handlers.command_options import Takes
from handlers.commands.registry import Subcommand
from handlers.desk import Question


async def answer(question: Question, words: list[str]) -> Message:
    """The loss at a version, then and now."""
    version = Version.parse(words[0])
    return await tell(question, await asked_report(question, " ".join(words[1:])), version)


async def tell(question: Question, report: Report, version: Version) -> Message:
    """The same of a report.

    Raises:
        MeaningUnproved: its numbers do not say what they mean.
    """
    answered = await question.usecases.raise_minimum(question.team_id, report, version)
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
