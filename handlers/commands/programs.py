"""`/baselib programs ...`: the workspace's Mini Programs and their names."""

from collections.abc import Mapping
from typing import Final

from bot.blocks.kit.controls import TEXT
from bot.blocks.kit.message import Message
from bot.blocks.programs.page import programs_message
from bot.domain.access.roles import Permission
from bot.errors import MissingArgument
from handlers.commands import programs_restrict
from handlers.commands.programs_add import answer_add
from handlers.commands.programs_label import relabel
from handlers.commands.registry import SLASH_COMMAND, subcommand
from handlers.context import Request

_USAGES: Final = {
    "alias": "<program> <alias>",
    "unalias": "<program>",
    "tag": "<program> <tag>...",
    "untag": "<program> <tag>...",
    "restrict": programs_restrict.USAGE,
    "unrestrict": "<program>",
}
USAGE: Final = f"[{' | '.join(['text', 'add', *(f'{word} {rest}' for word, rest in _USAGES.items())])}]"

_NEEDS: Final[Mapping[str, Permission]] = {
    "add": Permission.AUTHORISE,
    **dict.fromkeys(("alias", "unalias", "tag", "untag"), Permission.LABEL),
    **dict.fromkeys(("restrict", "unrestrict"), Permission.GOVERN),
}


def permission(words: list[str]) -> Permission:
    """The permission required, by the first word; everyone may search."""
    return _NEEDS.get(words[0].casefold() if words else "", Permission.VIEW)


@subcommand("programs", USAGE, permission, position=40)
async def answer(request: Request, words: list[str]) -> Message:
    """List or search programs, label or restrict one, or make a link that adds one."""
    first = words[0].casefold() if words else ""
    match [first, *words[1:]]:
        case ["add", *_]:  # a name after it is ignored: the merchant's admin chooses the program at WeChat
            return await answer_add(request)
        case ["alias" | "tag" | "untag", _, _, *_] | ["unalias", _, *_]:
            return await relabel(request, first, words[1:])
        case ["restrict", _, *_]:
            return await programs_restrict.restrict(request, words[1:])
        case ["unrestrict", _, *_]:
            return await programs_restrict.unrestrict(request, " ".join(words[1:]))
        case [word, *_] if word in _USAGES:
            usage = f"{SLASH_COMMAND} programs {word} {_USAGES[word]}"
            raise MissingArgument(subcommand=f"programs {word}", usage=usage)
        case _:
            return await show(request, " ".join(words))


async def show(request: Request, text: str = "", page: int = 0) -> Message:
    """A page of the programs that match a text, with the channel's own one marked."""
    searched = text[:TEXT].strip()
    listed = await request.usecases.list_programs(request.viewpoint, text=searched, page=page)
    return programs_message(listed, request.texts)
