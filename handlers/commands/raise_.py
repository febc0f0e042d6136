"""`/baselib raise [version] [program]`: what raising the minimum would cost."""

from bot.blocks.kit.elements import Message
from bot.blocks.what_if.answers import Reader, raise_message
from bot.blocks.what_if.ask_form import which_minimum
from bot.domain.access.roles import Permission
from bot.domain.numbers.version import Version
from bot.domain.report.report import Report
from bot.errors import BadVersion
from handlers.answers.breakdown import requested_report
from handlers.answers.program_prompt import PROGRAM_UNCLEAR, which_program
from handlers.answers.what_if import number_and_program, reader_of, report_without_number
from handlers.command_options import Takes
from handlers.commands.registry import subcommand
from handlers.context import Request

_NAME = "raise"


@subcommand(
    _NAME,
    "[version] [program] [--on <day>]",
    Permission.VIEW,
    position=20,
    picks=True,
    takes=Takes(on=True),
    chinese=("提升", "提高"),
)
async def answer(request: Request, words: list[str]) -> Message:
    """The loss at a version; without one, the versions to choose from."""
    typed, name = number_and_program(words)
    version = Version.parse(typed) if typed else None
    try:
        if version:
            return await reply(request, await requested_report(request, name), version)
        report = await report_without_number(request, name, BadVersion(text="".join(words[:1])[:40]))
    except PROGRAM_UNCLEAR as error:
        return which_program(request, error, _NAME, " ".join([typed, *request.options.typed]).strip())
    return which_minimum(report, request.texts)


async def reply(request: Request, report: Report, version: Version, reader: Reader | None = None) -> Message:
    """The answer for a report, for the requester if no other reader is given.

    Raises:
        MeaningUnproved: the meaning of its numbers is not known.
    """
    answered = await request.usecases.raise_minimum(request.team_id, report, version)
    return raise_message(answered, reader or reader_of(request))
