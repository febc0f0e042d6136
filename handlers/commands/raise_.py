"""`/baselib raise <version> [program]`: what raising the minimum would cost."""

from bot.blocks.kit.message import Message
from bot.blocks.what_if.raise_ import raise_message
from bot.domain.access.roles import Permission
from bot.domain.numbers.version import Version
from bot.domain.report.report import Report
from handlers.answers.breakdown import asked_report
from handlers.command_options import Takes
from handlers.commands.registry import subcommand
from handlers.context import Request


@subcommand(
    "raise",
    "<version> [program] [--on <day>]",
    Permission.VIEW,
    needs=1,
    position=20,
    picks=True,
    takes=Takes(on=True),
    chinese=("提升", "提高"),
)
async def answer(request: Request, words: list[str]) -> Message:
    """The loss at a version."""
    version = Version.parse(words[0])
    return await reply(request, await asked_report(request, " ".join(words[1:])), version)


async def reply(request: Request, report: Report, version: Version) -> Message:
    """The answer for a report.

    Raises:
        MeaningUnproved: the meaning of its numbers is not known.
    """
    answered = await request.usecases.raise_minimum(request.team_id, report, version)
    return raise_message(answered, request.texts, request.zone, now=request.now)
