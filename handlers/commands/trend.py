"""`/baselib trend [program] [version ...]`: how coverage moved, now or up to an earlier day, as a message or a file."""

from collections.abc import Sequence

from bot.blocks.kit.controls import TEXT
from bot.blocks.kit.elements import Message
from bot.blocks.trend.trend import trend_message
from bot.domain.access.roles import Permission
from bot.domain.numbers.version import Version
from bot.domain.report.report import Report
from bot.domain.trend.parse import parse_trend
from bot.export import Format
from handlers.answers.breakdown import requested_report
from handlers.answers.export import take_history_away, take_trend_away
from handlers.answers.program_prompt import PROGRAM_UNCLEAR, which_program
from handlers.command_options import Takes
from handlers.commands.registry import subcommand
from handlers.context import Request

_NAME = "trend"


@subcommand(
    _NAME,
    "[program] [version ...] [--on <day>] [--format csv|json]",
    Permission.VIEW,
    position=33,
    picks=True,
    takes=Takes(on=True, formats=(Format.CSV, Format.JSON)),
    chinese=("趋势",),
)
async def answer(request: Request, words: list[str]) -> Message:
    """The trend of the named, chosen or only program."""
    options = request.options
    name, versions = parse_trend(words)
    try:
        report = await requested_report(request, name, as_is=True)
    except PROGRAM_UNCLEAR as error:
        typed = " ".join([*(version.text for version in versions), *options.typed])
        return which_program(request, error, _NAME, typed if len(typed) <= TEXT else "")
    if options.format is Format.CSV:
        return await take_history_away(request, report, options.format, versions)
    if options.format is None:
        return await reply(request, report, versions)
    return await take_trend_away(request, await request.usecases.read_trend(request.team_id, report, versions))


async def reply(request: Request, report: Report, versions: Sequence[Version] = ()) -> Message:
    """The answer for a report."""
    answered = await request.usecases.read_trend(request.team_id, report, versions)
    return trend_message(answered, request.texts, request.zone, now=request.now)
