"""`/baselib cover [percent] [program]`: the highest minimum that keeps this share of users."""

from decimal import Decimal

from bot.blocks.kit.elements import Message
from bot.blocks.what_if.answers import Reader, cover_message
from bot.blocks.what_if.ask_form import percent_message, which_target
from bot.domain.access.roles import Permission
from bot.domain.numbers.rounding import parse_percent
from bot.domain.report.report import Report
from bot.domain.what_if.parse import parse_target
from bot.errors import BadPercent
from handlers.answers.breakdown import requested_report
from handlers.answers.program_prompt import PROGRAM_UNCLEAR, which_program
from handlers.answers.what_if import number_and_program, reader_of, report_without_number
from handlers.command_options import Takes
from handlers.commands.registry import subcommand
from handlers.context import Request

_NAME = "cover"


@subcommand(
    _NAME,
    "[percent] [program] [--on <day>]",
    Permission.VIEW,
    position=30,
    picks=True,
    takes=Takes(on=True),
    chinese=("覆盖",),
)
async def answer(request: Request, words: list[str]) -> Message:
    """The highest minimum that keeps the requested share; without one, the usual shares to choose from."""
    typed, name = number_and_program(words)
    try:
        if not typed:
            return which_target(
                await report_without_number(request, name, BadPercent(text="".join(words[:1])[:40])), request.texts
            )
        try:
            target = parse_target(typed)
        except BadPercent as error:
            if not error.suggestion:
                raise
            report = await requested_report(request, name)
            return percent_message(error, report, parse_percent(error.suggestion), request.texts)
        return await reply(request, await requested_report(request, name), target)
    except PROGRAM_UNCLEAR as error:
        return which_program(request, error, _NAME, " ".join([typed, *request.options.typed]).strip())


async def reply(request: Request, report: Report, target: Decimal, reader: Reader | None = None) -> Message:
    """The answer for a report, for the requester if no other reader is given; `target` is a fraction.

    Raises:
        MeaningUnproved: the meaning of its numbers is not known.
    """
    answered = await request.usecases.find_highest_minimum(request.team_id, report, target)
    return cover_message(answered, reader or reader_of(request))
