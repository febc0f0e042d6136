"""`/baselib fleet [order] [tag]` and `/baselib fleet raise <version> [tag]`: all programs at a glance."""

from bot.blocks.fleet.fleet import fleet_message
from bot.blocks.fleet.raise_ import fleet_raise_message
from bot.blocks.kit.message import Message
from bot.domain.access.roles import Permission
from bot.domain.fleet.report import Sort
from bot.domain.numbers.version import Version
from bot.errors import MissingArgument
from bot.export import Format
from handlers.answers.export import take_fleet_away
from handlers.command_options import Takes
from handlers.commands.registry import SLASH_COMMAND, subcommand
from handlers.context import Request

_RAISE = "raise"
_USAGE = "[loss | movement | minimum | age | name | raise <version>] [#tag] [--format csv]"


@subcommand("fleet", _USAGE, Permission.VIEW, position=35, takes=Takes(formats=(Format.CSV,)), chinese=("全部", "概览"))
async def answer(request: Request, words: list[str]) -> Message:
    """The overview, or what a new minimum would cost each program."""
    if words and words[0].casefold() == _RAISE:
        if len(words) == 1:
            raise MissingArgument(subcommand="fleet raise", usage=f"{SLASH_COMMAND} fleet raise <version> [#tag]")
        return await _raise(request, words[1], _tag(words[2:]))
    sort = Sort.LOSS
    if words and words[0].casefold() in set(Sort):
        sort, words = Sort(words[0].casefold()), words[1:]
    report = await request.usecases.read_fleet(request.viewpoint, now=request.now, sort=sort, tag=_tag(words))
    return await take_fleet_away(request, report) if request.options.format else fleet_message(report, request.texts)


async def _raise(request: Request, version: str, tag: str) -> Message:
    answered = await request.usecases.raise_fleet(request.viewpoint, Version.parse(version), tag=tag)
    if request.options.format:
        return await take_fleet_away(request, answered)
    return fleet_raise_message(answered, request.texts)


def _tag(words: list[str]) -> str:
    return " ".join(words).removeprefix("#")
