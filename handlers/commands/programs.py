"""`/baselib programs ...`: the workspace's Mini Programs and their names."""

from collections.abc import Collection, Mapping
from typing import Final

from bot.blocks.governance.access import restriction_message
from bot.blocks.governance.deletion import deletion_view
from bot.blocks.kit.controls import TEXT
from bot.blocks.kit.elements import Message
from bot.blocks.platform.news import authorise_link_message
from bot.blocks.programs.page import (
    alias_message,
    programs_message,
    setting_message,
    setting_question,
    tags_message,
    unalias_message,
)
from bot.domain.access.roles import Permission
from bot.domain.governance.overview import split_channels
from bot.domain.platform.authorisation import Origin
from bot.errors import MissingArgument
from handlers.commands.registry import SLASH_COMMAND, subcommand
from handlers.context import Request

_USAGES: Final = {
    "alias": "<program> <alias>",
    "unalias": "<program>",
    "tag": "<program> <tag>...",
    "untag": "<program> <tag>...",
    "restrict": "<program> [here | <channel>...]",
    "unrestrict": "<program>",
    "setting": "<program> [on | off]",
    "delete": "<program>",
}
USAGE: Final = f"[{' | '.join(['text', 'add', *(f'{word} {rest}' for word, rest in _USAGES.items())])}]"

_NEEDS: Final[Mapping[str, Permission]] = {
    "add": Permission.AUTHORISE,
    **dict.fromkeys(("alias", "unalias", "tag", "untag"), Permission.LABEL),
    **dict.fromkeys(("restrict", "unrestrict", "setting", "delete"), Permission.GOVERN),
}


def permission(words: list[str]) -> Permission:
    """The permission required, by the first word; everyone may search."""
    return _NEEDS.get(words[0].casefold() if words else "", Permission.VIEW)


@subcommand("programs", USAGE, permission, position=40, chinese=("小程序",))
async def answer(request: Request, words: list[str]) -> Message | None:
    """List or search programs, change or delete one, let Baselib set its minimum, or make a link that adds one."""
    first = words[0].casefold() if words else ""
    match [first, *words[1:]]:
        case ["add", *_]:  # a name after it is ignored: the merchant's admin chooses the program at WeChat
            return await _add(request)
        case ["alias" | "tag" | "untag", _, _, *_] | ["unalias", _, *_]:
            return await _relabel(request, first, words[1:])
        case ["restrict" | "unrestrict" | "setting" | "delete", _, *_]:
            return await _govern(request, first, words[1:])
        case [word, *_] if word in _USAGES:
            raise _missing(word)
        case _:
            return await show(request, " ".join(words))


async def show(request: Request, text: str = "", page: int = 0) -> Message:
    """A page of the programs that match a text, with the channel's own one marked."""
    searched = text[:TEXT].strip()
    listed = await request.usecases.list_programs(request.viewpoint, text=searched, page=page)
    return programs_message(listed, request.texts)


async def _add(request: Request) -> Message:
    """Make a link for a merchant's admin; the outcome is posted in the channel of the request.

    Raises:
        NoPlatform: programs are not authorised here.
        StorageUnavailable: it is not known whether the link works now.
    """
    origin = Origin(request.team_id, request.channel_id, request.requester.user_id)
    link, missing = await request.usecases.create_invite_link(origin, now=request.now)
    return authorise_link_message(link, request.texts, missing)


async def _relabel(request: Request, what: str, words: list[str]) -> Message:
    """Change an alias or tags; the caller has checked that enough words follow."""
    label, by, now = request.usecases.label_program, request.requester.user_id, request.now
    match what:
        case "alias":
            named = await label.alias(request.viewpoint, " ".join(words[:-1]), words[-1], by=by, now=now)
            return alias_message(named, request.texts)
        case "unalias":
            named = await label.unalias(request.viewpoint, " ".join(words), by=by, now=now)
            return unalias_message(named, request.texts)
        case _:
            change = label.tag if what == "tag" else label.untag
            return tags_message(await change(request.viewpoint, words, by=by, now=now), request.texts)


async def _govern(request: Request, what: str, words: list[str]) -> Message | None:
    """What only admins may; the caller has checked that a program follows."""
    match what:
        case "restrict":
            return await _restrict(request, words)
        case "unrestrict":
            return await _unrestrict(request, " ".join(words))
        case "setting":
            return await _setting(request, words)
        case _:
            await open_deletion(request, " ".join(words))
            return None


async def _restrict(request: Request, words: list[str]) -> Message:
    """Restrict a program to the named channels; without any, show its channels with a select to add one."""
    name, channels = split_channels(words, here=request.channel_id)
    if not name:
        raise _missing("restrict")
    found = await request.usecases.governing.access.restriction(request.team_id, name)
    if channels:
        return await restrict_to(request, found.program.appid, channels)
    return restriction_message(found, request.texts)


async def _unrestrict(request: Request, name: str) -> Message:
    """Lift a program's restriction."""
    found = await request.usecases.governing.access.restriction(request.team_id, name)
    return await restrict_to(request, found.program.appid, ())


async def _setting(request: Request, words: list[str]) -> Message:
    """Show whether Baselib may set a program's minimum, ask whether to turn it on, or turn it off.

    Raises:
        SettingOff: the operator or the merchant does not allow it.
        ImportedUnset: WeChat is never asked about the program.
    """
    opt_in, last = request.usecases.deciding.opt_in, words[-1].casefold()
    if len(words) > 1 and last == "off":
        return await turn_setting(request, " ".join(words[:-1]), on=False)
    if len(words) > 1 and last == "on":
        program, found = await opt_in.of(request.viewpoint, " ".join(words[:-1]), on=True)
        return (setting_message if found.on else setting_question)(program, found, request.texts)
    program, found = await opt_in.of(request.viewpoint, " ".join(words))
    return setting_message(program, found, request.texts)


async def turn_setting(request: Request, name: str, *, on: bool) -> Message:
    """Let Baselib set the minimum of the program called `name`, or not any more."""
    change, by = request.usecases.deciding.opt_in, request.requester.user_id
    program, opt_in, calling = await change.turn(request.viewpoint, name, on=on, by=by, now=request.now)
    return setting_message(program, opt_in, request.texts, calling=calling)


async def open_deletion(request: Request, name: str) -> None:
    """Ask whether to delete the imported program called `name`, in a modal that says what goes with it.

    Raises:
        NotImported: its numbers come from WeChat.
        DeletionWaits: a decision about it is open.
    """
    found = await request.usecases.delete_imported.preview(request.viewpoint, name)
    await request.open_view(deletion_view(found, request.texts, channel_id=request.channel_id))


async def restrict_to(request: Request, appid: str, channels: Collection[str]) -> Message:
    """Restrict a program to these channels; without any, lift the restriction."""
    access, by = request.usecases.governing.access, request.requester.user_id
    done = await access.restrict(request.team_id, appid, channels, by=by, now=request.now)
    return restriction_message(done, request.texts)


def _missing(word: str) -> MissingArgument:
    return MissingArgument(subcommand=f"programs {word}", usage=f"{SLASH_COMMAND} programs {word} {_USAGES[word]}")
