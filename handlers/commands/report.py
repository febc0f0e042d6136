"""`/baselib [report] [program]`: the breakdown, now, on an earlier day or on two, as a message or as a file."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from bot.blocks.ask_form import percent_message, which_minimum, which_target
from bot.blocks.digest.changes import changes_message
from bot.blocks.kit.controls import TEXT, Control
from bot.blocks.kit.elements import Message
from bot.blocks.programs import pick_message, used_message
from bot.blocks.report.frame import beside_message
from bot.blocks.trend import trend_message
from bot.blocks.what_if import Reader, cover_message, raise_message
from bot.domain.access import Permission
from bot.domain.can.use import CanQuestion
from bot.domain.digest.changes import take_since
from bot.domain.digest.subscription import take_scope
from bot.domain.numbers.meaning import parse_percent
from bot.domain.numbers.snapshot import snapshot_day
from bot.domain.numbers.version import Version
from bot.domain.report import Report
from bot.domain.trend import parse_trend
from bot.domain.what_if import parse_target
from bot.errors import BadPercent, BadVersion, NoProgram
from bot.export import Format
from bot.usecases.can import sort_out
from bot.usecases.digest.changes import read_changes
from bot.usecases.forecast import find_highest_minimum, raise_minimum, read_trend
from bot.usecases.programs.choose import use_program
from bot.usecases.report.report_on import report_at
from handlers.answers.reports import (
    COMMAND_NAME,
    PROGRAM_UNCLEAR,
    can_answer,
    number_and_program,
    open_can,
    own_breakdown,
    reader_of,
    report_without_number,
    requested_report,
    take_history_away,
    take_report_away,
    take_trend_away,
    which_program,
)
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
    """Return the breakdown of the named, chosen or only program."""
    options = request.options
    as_file = options.history or options.format is not None
    report = await requested_report(request, " ".join(words), as_is=as_file)
    if options.history:
        return await take_history_away(request, report, options.format or Format.CSV)
    if options.format:
        return await take_report_away(request, report, options.format)
    if options.beside:
        other = await report_at(request.usecases, request.team_id, report.program, options.beside, now=request.now)
        if other.snapshot.day != report.snapshot.day:
            return beside_message((report, other), request.texts, now=request.now)
    return await own_breakdown(request, report)


@subcommand(
    COMMAND_NAME,
    "[<api>...] [program] [--on <day>] [--game]",
    Permission.VIEW,
    position=32,
    picks=True,
    takes=Takes(on=True, game=True),
    chinese=("能用", "可用"),
)
async def answer_can(request: Request, words: list[str]) -> Message | None:
    """Return the answer; without words, the form that asks for APIs."""
    game = request.options.game
    if not words:
        await open_can(request, CanQuestion((), game=game))
        return None
    typed = await sort_out(request.usecases, request.viewpoint, words, game=game)
    return await can_answer(request, typed)


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
async def answer_cover(request: Request, words: list[str]) -> Message:
    """Return the highest minimum that keeps the requested share; without one, the usual shares to choose from."""
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
        return await reply_cover(request, await requested_report(request, name), target)
    except PROGRAM_UNCLEAR as error:
        return which_program(request, error, _NAME, " ".join([typed, *request.options.typed]).strip())


async def reply_cover(request: Request, report: Report, target: Decimal, reader: Reader | None = None) -> Message:
    """Return the answer for a report, for the requester if no other reader is given; `target` is a fraction."""
    answered = await find_highest_minimum(request.usecases, request.team_id, report, target)
    return cover_message(answered, reader or reader_of(request))


_RAISE_NAME = "raise"


@subcommand(
    _RAISE_NAME,
    "[version] [program] [--on <day>]",
    Permission.VIEW,
    position=20,
    picks=True,
    takes=Takes(on=True),
    chinese=("提升", "提高"),
)
async def answer_raise(request: Request, words: list[str]) -> Message:
    """Return the loss at a version; without one, the versions to choose from."""
    typed, name = number_and_program(words)
    version = Version.parse(typed) if typed else None
    try:
        if version:
            return await reply_raise(request, await requested_report(request, name), version)
        report = await report_without_number(request, name, BadVersion(text="".join(words[:1])[:40]))
    except PROGRAM_UNCLEAR as error:
        return which_program(request, error, _RAISE_NAME, " ".join([typed, *request.options.typed]).strip())
    return which_minimum(report, request.texts)


async def reply_raise(request: Request, report: Report, version: Version, reader: Reader | None = None) -> Message:
    """Return the answer for a report, for the requester if no other reader is given."""
    answered = await raise_minimum(request.usecases, request.team_id, report, version)
    return raise_message(answered, reader or reader_of(request))


_TREND_NAME = "trend"


@subcommand(
    _TREND_NAME,
    "[program] [version ...] [--on <day>] [--format csv|json]",
    Permission.VIEW,
    position=33,
    picks=True,
    takes=Takes(on=True, formats=(Format.CSV, Format.JSON)),
    chinese=("趋势",),
)
async def answer_trend(request: Request, words: list[str]) -> Message:
    """Return the trend of the named, chosen or only program."""
    options = request.options
    name, versions = parse_trend(words)
    try:
        report = await requested_report(request, name, as_is=True)
    except PROGRAM_UNCLEAR as error:
        typed = " ".join([*(version.text for version in versions), *options.typed])
        return which_program(request, error, _TREND_NAME, typed if len(typed) <= TEXT else "")
    if options.format is Format.CSV:
        return await take_history_away(request, report, options.format, versions)
    if options.format is None:
        return await reply_trend(request, report, versions)
    return await take_trend_away(request, await read_trend(request.usecases, request.team_id, report, versions))


async def reply_trend(request: Request, report: Report, versions: Sequence[Version] = ()) -> Message:
    answered = await read_trend(request.usecases, request.team_id, report, versions)
    return trend_message(answered, request.texts, request.zone, now=request.now)


_CHANGES_NAME: Final = "changes"


@subcommand(
    _CHANGES_NAME, "[7d | since <day>] [program | #tag | fleet]", Permission.VIEW, position=25, chinese=("变化",)
)
async def answer_changes(request: Request, words: list[str]) -> Message:
    """Return what changed, most important first."""
    since, words = take_since(words, today=snapshot_day(request.now))
    scope, rest = take_scope(words)
    changes = await read_changes(
        request.usecases,
        request.viewpoint,
        since,
        now=request.now,
        scope=scope,
        name="" if scope.fleet else " ".join(rest),
    )
    return changes_message(changes, request.texts, request.zone)


@subcommand("use", "[program]", Permission.SUBSCRIBE, position=50, picks=True, chinese=("使用",))
async def answer_use(request: Request, words: list[str]) -> Message:
    """Store the channel's program; without a word, ask which."""
    if not words:
        return await _which(request)
    program = await use_program(
        request.usecases, request.viewpoint, " ".join(words), by=request.requester.user_id, now=request.now
    )
    return used_message(program, request.texts)


async def _which(request: Request) -> Message:
    t = request.texts
    if not await request.usecases.visible.search(request.viewpoint, "", limit=1):
        raise NoProgram(count=0)
    return pick_message(t("use-which"), t("use-effect"), Control(choice="use"), t)
