"""`/baselib fleet [list] [order] [tag]` and `/baselib fleet raise <version> [tag]`: all programs at a glance."""

from typing import Final

from bot.blocks.fleet.fleet import fleet_message, tags_message
from bot.blocks.fleet.raise_ import fleet_raise_message
from bot.blocks.kit.elements import Message
from bot.domain.access.roles import Permission
from bot.domain.fleet.report import Filter, Sort
from bot.domain.numbers.version import Version
from bot.errors import MissingVersion
from bot.export import Format
from handlers.answers.export import take_fleet_away, take_raise_away
from handlers.command_options import Takes
from handlers.commands.registry import SLASH_COMMAND, subcommand
from handlers.context import Request

_RAISE: Final = "raise"
_TAGS: Final = "tags"
_FILTERS: Final = {
    **{only.value: only for only in Filter},
    "提升": Filter.READY,
    "可提高": Filter.READY,
    "受阻": Filter.BLOCKED,
    "问题": Filter.ATTENTION,
}
_USAGE: Final = (
    "[ready | blocked | tags | loss | users | movement | minimum | age | name | raise <version>] [#tag] [--format csv]"
)


@subcommand(
    "fleet",
    _USAGE,
    Permission.VIEW,
    position=35,
    takes=Takes(formats=(Format.CSV,)),
    chinese=("全部", "概览"),
    stored=True,
)
async def answer(request: Request, words: list[str]) -> Message:
    """The overview, or what a new minimum would cost each program."""
    if words and words[0].casefold() == _RAISE:
        if len(words) == 1:
            raise MissingVersion(example=f"{SLASH_COMMAND} fleet raise 3.8.5")
        return await _raise(request, words[1], _tag(words[2:]))
    if words and words[0].casefold() == _TAGS:
        return tags_message(await request.usecases.read_fleet(request.viewpoint, now=request.now), request.texts)
    only, sort, words = _taken(words)
    seen, now, tag, read_fleet = request.viewpoint, request.now, _tag(words), request.usecases.read_fleet
    if request.options.format:
        return await take_fleet_away(request, read_fleet.parts(seen, now=now, sort=sort, tag=tag, only=only))
    return fleet_message(await read_fleet(seen, now=now, sort=sort, tag=tag, only=only), request.texts)


def _taken(words: list[str]) -> tuple[Filter, Sort, list[str]]:
    """The list and the order that the first words name, in either order, and the words left."""
    only, sort = Filter.ALL, Sort.ATTENTION
    while words:
        word = words[0].casefold()
        if word in _FILTERS:
            only = _FILTERS[word]
        elif word in set(Sort):
            sort = Sort(word)
        else:
            break
        words = words[1:]
    return only, sort, words


async def _raise(request: Request, version: str, tag: str) -> Message:
    raise_fleet, parsed = request.usecases.raise_fleet, Version.parse(version)
    if request.options.format:
        return await take_raise_away(
            request, parsed, raise_fleet.parts(request.viewpoint, parsed, now=request.now, tag=tag)
        )
    answer = await raise_fleet(request.viewpoint, parsed, now=request.now, tag=tag)
    return fleet_raise_message(answer, request.texts)


def _tag(words: list[str]) -> str:
    return " ".join(words).removeprefix("#")
