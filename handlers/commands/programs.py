"""`/baselib programs ...`: the workspace's Mini Programs and their names."""

from collections.abc import Collection, Mapping
from functools import partial
from typing import Final

from bot.blocks.access import deletion_view, restriction_message
from bot.blocks.fleet import fleet_message, fleet_raise_message
from bot.blocks.fleet import tags_message as fleet_tags_message
from bot.blocks.home.waiting import waiting_message
from bot.blocks.kit.controls import TEXT
from bot.blocks.kit.elements import Message
from bot.blocks.platform import authorise_link_message
from bot.blocks.programs import (
    alias_message,
    programs_message,
    setting_message,
    setting_question,
    tags_message,
    unalias_message,
)
from bot.domain.access import Permission
from bot.domain.fleet import Filter, Sort
from bot.domain.governance import split_channels
from bot.domain.numbers.version import Version
from bot.domain.platform import Origin
from bot.errors import MissingArgument, MissingVersion
from bot.export import Format
from bot.usecases.decisions.change import opt_in_of, turn_opt_in
from bot.usecases.fleet import fleet_parts, raise_fleet, raise_parts, read_fleet
from bot.usecases.governance import preview_deletion, restrict_program, restriction_of
from bot.usecases.home.waiting import set_weekly
from bot.usecases.platform.authorisation import create_invite_link
from bot.usecases.programs.choose import add_tags, list_programs, remove_alias, remove_tags, set_alias
from handlers.answers.reports import take_fleet_away, take_raise_away
from handlers.command_options import Takes
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
    """Return the permission required, by the first word; everyone may search."""
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
    """Return a page of the programs that match a text, with the channel's own one marked."""
    searched = text[:TEXT].strip()
    listed = await list_programs(request.usecases, request.viewpoint, text=searched, page=page)
    return programs_message(listed, request.texts)


async def _add(request: Request) -> Message:
    """Make a link for a merchant's admin; the outcome is posted in the channel of the request."""
    origin = Origin(request.team_id, request.channel_id, request.requester.user_id)
    link, missing = await create_invite_link(request.usecases, origin, now=request.now)
    return authorise_link_message(link, request.texts, missing)


async def _relabel(request: Request, what: str, words: list[str]) -> Message:
    """Change an alias or tags; the caller has checked that enough words follow."""
    by, now = request.requester.user_id, request.now
    match what:
        case "alias":
            named = await set_alias(
                request.usecases, request.viewpoint, " ".join(words[:-1]), words[-1], by=by, now=now
            )
            return alias_message(named, request.texts)
        case "unalias":
            named = await remove_alias(request.usecases, request.viewpoint, " ".join(words), by=by, now=now)
            return unalias_message(named, request.texts)
        case _:
            change = partial(add_tags, request.usecases) if what == "tag" else partial(remove_tags, request.usecases)
            return tags_message(await change(request.viewpoint, words, by=by, now=now), request.texts)


async def _govern(request: Request, what: str, words: list[str]) -> Message | None:
    """Return what only admins may; the caller has checked that a program follows."""
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
    found = await restriction_of(request.usecases, request.team_id, name)
    if channels:
        return await restrict_to(request, found.program.appid, channels)
    return restriction_message(found, request.texts)


async def _unrestrict(request: Request, name: str) -> Message:
    found = await restriction_of(request.usecases, request.team_id, name)
    return await restrict_to(request, found.program.appid, ())


async def _setting(request: Request, words: list[str]) -> Message:
    """Show whether Baselib may set a program's minimum, ask whether to turn it on, or turn it off."""
    last = words[-1].casefold()
    if len(words) > 1 and last == "off":
        return await turn_setting(request, " ".join(words[:-1]), on=False)
    if len(words) > 1 and last == "on":
        program, found = await opt_in_of(request.usecases, request.viewpoint, " ".join(words[:-1]), on=True)
        return (setting_message if found.on else setting_question)(program, found, request.texts)
    program, found = await opt_in_of(request.usecases, request.viewpoint, " ".join(words))
    return setting_message(program, found, request.texts)


async def turn_setting(request: Request, name: str, *, on: bool) -> Message:
    """Let Baselib set the minimum of the program called `name`, or not any more."""
    by = request.requester.user_id
    program, opt_in, calling = await turn_opt_in(
        request.usecases, request.viewpoint, name, on=on, by=by, now=request.now
    )
    return setting_message(program, opt_in, request.texts, calling=calling)


async def open_deletion(request: Request, name: str) -> None:
    """Ask whether to delete the imported program called `name`, in a modal that says what goes with it."""
    found = await preview_deletion(request.usecases, request.viewpoint, name)
    await request.open_view(deletion_view(found, request.texts, channel_id=request.channel_id))


async def restrict_to(request: Request, appid: str, channels: Collection[str]) -> Message:
    """Restrict a program to these channels; without any, lift the restriction."""
    by = request.requester.user_id
    done = await restrict_program(request.usecases, request.team_id, appid, channels, by=by, now=request.now)
    return restriction_message(done, request.texts)


def _missing(word: str) -> MissingArgument:
    return MissingArgument(subcommand=f"programs {word}", usage=f"{SLASH_COMMAND} programs {word} {_USAGES[word]}")


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
async def answer_fleet(request: Request, words: list[str]) -> Message:
    """Return the overview, or what a new minimum would cost each program."""
    if words and words[0].casefold() == _RAISE:
        if len(words) == 1:
            raise MissingVersion(example=f"{SLASH_COMMAND} fleet raise 3.8.5")
        return await _raise(request, words[1], _tag(words[2:]))
    if words and words[0].casefold() == _TAGS:
        return fleet_tags_message(await read_fleet(request.usecases, request.viewpoint, now=request.now), request.texts)
    only, sort, words = _taken(words)
    seen, now, tag = request.viewpoint, request.now, _tag(words)
    if request.options.format:
        return await take_fleet_away(
            request, fleet_parts(request.usecases, seen, now=now, sort=sort, tag=tag, only=only)
        )
    return fleet_message(
        await read_fleet(request.usecases, seen, now=now, sort=sort, tag=tag, only=only), request.texts
    )


def _taken(words: list[str]) -> tuple[Filter, Sort, list[str]]:
    """Return the list and the order that the first words name, in either order, and the words left."""
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
    parsed = Version.parse(version)
    if request.options.format:
        return await take_raise_away(
            request, parsed, raise_parts(request.usecases, request.viewpoint, parsed, now=request.now, tag=tag)
        )
    answer = await raise_fleet(request.usecases, request.viewpoint, parsed, now=request.now, tag=tag)
    return fleet_raise_message(answer, request.texts)


def _tag(words: list[str]) -> str:
    return " ".join(words).removeprefix("#")


_WAITING_USAGE: Final = "[weekly on | weekly off]"
_WEEKLY: Final = ("weekly", "每周")


@subcommand("waiting", _WAITING_USAGE, Permission.VIEW, position=26, chinese=("待办",), stored=True)
async def answer_waiting(request: Request, words: list[str]) -> Message:
    """Show it, or turn the message of Mondays on or off."""
    match [word.casefold() for word in words]:
        case []:
            return await show_waiting(request)
        case [weekly, "on" | "off" as switch] if weekly in _WEEKLY:
            return await turn_weekly(request, on=switch == "on")
        case _:
            raise MissingArgument(subcommand="waiting", usage=f"{SLASH_COMMAND} waiting {_WAITING_USAGE}")


async def show_waiting(request: Request) -> Message:
    """Return the same as on the person's Home tab."""
    found = await request.usecases.find_waiting(
        request.team_id, request.person, await request.role_now(), now=request.now
    )
    return waiting_message(found, request.texts, request.zone)


async def turn_weekly(request: Request, *, on: bool) -> Message:
    """Turn the message of Mondays on or off, and show what waits now."""
    await set_weekly(
        request.usecases, request.team_id, request.person, on=on, locale=request.texts.locale, now=request.now
    )
    return await show_waiting(request)
