"""`/baselib [report] [program]`: the breakdown, now, on an earlier day or on two, as a message or as a file."""

from bot.blocks.kit.elements import Message
from bot.blocks.report.look_back import beside_message
from bot.domain.access.roles import Permission
from bot.export import Format
from handlers.answers.breakdown import own_breakdown, requested_report
from handlers.answers.export import take_history_away, take_report_away
from handlers.command_options import Takes
from handlers.commands.registry import subcommand
from handlers.context import Request


@subcommand(
    "report",
    "[program] [--on <day>|all] [--and <day>] [--format csv|json|browserslist]",
    Permission.VIEW,
    position=10,
    picks=True,
    takes=Takes(on=True, beside=True, formats=tuple(Format), history=True),
    chinese=("报告",),
)
async def answer(request: Request, words: list[str]) -> Message:
    """The breakdown of the named, chosen or only program."""
    options = request.options
    as_file = options.history or options.format is not None
    report = await requested_report(request, " ".join(words), as_is=as_file)
    if options.history:
        return await take_history_away(request, report, options.format or Format.CSV)
    if options.format:
        return await take_report_away(request, report, options.format)
    if options.beside:
        other = await request.usecases.report_at(request.team_id, report.program, options.beside, now=request.now)
        if other.snapshot.day != report.snapshot.day:
            return beside_message((report, other), request.texts, now=request.now)
    return await own_breakdown(request, report)
