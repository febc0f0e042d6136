"""`/baselib cover <percent> [program]`: the highest minimum that keeps this share of users."""

from decimal import Decimal

from bot.blocks.kit.message import Message
from bot.blocks.what_if.cover import cover_message
from bot.domain.access.roles import Permission
from bot.domain.numbers.rounding import parse_percent
from bot.domain.report.report import Report
from bot.domain.what_if import cover_answer
from handlers.answers.breakdown import asked_report
from handlers.command_options import Takes
from handlers.commands.registry import subcommand
from handlers.context import Request


@subcommand(
    "cover",
    "<percent> [program] [--on <day>]",
    Permission.VIEW,
    needs=1,
    position=30,
    picks=True,
    takes=Takes(on=True),
    chinese=("覆盖",),
)
async def answer(request: Request, words: list[str]) -> Message:
    """The highest minimum that keeps the requested share."""
    target = parse_percent(words[0])
    return reply(request, await asked_report(request, " ".join(words[1:])), target)


def reply(request: Request, report: Report, target: Decimal) -> Message:
    """The answer for a report; `target` is a fraction.

    Raises:
        MeaningUnproved: the meaning of its numbers is not known.
    """
    answered = cover_answer(report, report.computed(), target)
    return cover_message(answered, request.texts, request.zone, now=request.now)
