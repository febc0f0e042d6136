"""`/baselib digest ...`: the channel's digest."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import date
from typing import Final

from bot.blocks.digest.subscription import (
    ended_message,
    history_message,
    sent_message,
    status_message,
    subscribed_message,
)
from bot.blocks.kit.elements import Message
from bot.domain.access import Permission
from bot.domain.digest.schedule import parse_words
from bot.domain.digest.subscription import take_scope
from bot.errors import MissingArgument
from bot.usecases.digest.send_now import send_digest_now
from bot.usecases.digest.subscribe import end_digest, show_digest, show_history, subscribe_channel
from bot.usecases.workspaces.bot_tokens import find_bot
from handlers.answers.digest import FALLBACK_ZONE, open_form, open_pause, owner_after, pause, preview
from handlers.commands.registry import SLASH_COMMAND, subcommand
from handlers.context import Request

USAGE: Final = "[edit | test | now | pause [date] | resume | history | off | [fleet | #tag] <days> <HH:MM> [zone]]"


def permission(words: list[str]) -> Permission:
    """Return the permission required: everyone may view and preview a digest."""
    return (
        Permission.VIEW if [word.casefold() for word in words] in ([], ["test"], ["history"]) else Permission.SUBSCRIBE
    )


@subcommand("digest", USAGE, permission, position=60, chinese=("简报",))
async def answer(request: Request, words: list[str]) -> Message | None:
    """Show, set, send, pause or end the digest, or show its history."""
    match [words[0].casefold() if words else "", *words[1:]]:
        case [word] if word in _ALONE:
            return await _ALONE[word](request)
        case ["pause", until]:
            return await pause(request, request.channel_id, _date(until))
        case [word] if (scope := take_scope([word])[0]).fleet:
            await open_form(request, may_be_new=True, scope=scope)
            return None
        case [_]:
            raise MissingArgument(subcommand="digest", usage=f"{SLASH_COMMAND} digest {USAGE}")
        case _:
            return await subscribe(request, words)


async def show(request: Request) -> Message:
    """When the next digest is due, and the outcome of the last one."""
    status = await show_digest(request.usecases, request.team_id, request.channel_id, now=request.now)
    return status_message(status, request.texts, now=request.now)


async def send_now(request: Request) -> Message:
    """Send one more digest, without moving the schedule."""
    sent = await send_digest_now(request.usecases, request.team_id, request.channel_id, now=request.now)
    return sent_message(request.texts, sent=sent)


async def end(request: Request) -> Message:
    await owner_after(request, request.channel_id)
    ended = await end_digest(
        request.usecases, request.team_id, request.channel_id, by=request.requester.user_id, now=request.now
    )
    return ended_message(ended, request.texts)


async def edit(request: Request) -> None:
    """Open the form, which also creates a digest."""
    await open_form(request, may_be_new=True)


async def try_out(request: Request) -> Message:
    """Return the digest as it would be now, only for the requester."""
    status = await show_digest(request.usecases, request.team_id, request.channel_id, now=request.now)
    return await preview(request, status.subscription)


async def pause_until(request: Request) -> None:
    """Ask until when the digest pauses."""
    status = await show_digest(request.usecases, request.team_id, request.channel_id, now=request.now)
    await open_pause(request, status.subscription)


async def resume(request: Request) -> Message:
    return await pause(request, request.channel_id, None)


async def history(request: Request) -> Message:
    """Return the digest's changes and deliveries."""
    found = await show_history(request.usecases, request.team_id, request.channel_id)
    return history_message(found, request.texts)


def _date(text: str) -> date:
    """Read the end of a pause; anything but a date is refused with the dates that are possible."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return date.min


async def subscribe(request: Request, words: Sequence[str], *, appids: Sequence[str] | None = None) -> Message:
    """Subscribe the channel on these days at this local time; the zone is the person's unless one is given.

    `fleet` or a tag may precede the days; without it the digest shows programs one by one: `appids`, else those of an
    earlier subscription, else the channel's. It keeps the language of the channel's earlier digest.
    """
    scope, words = take_scope(words)
    status = await subscribe_channel(
        request.usecases,
        request.team_id,
        request.channel_id,
        parse_words(words, request.person.zone or FALLBACK_ZONE),
        locale=request.texts.locale,
        owner_id=await owner_after(request, request.channel_id),
        by=request.requester.user_id,
        now=request.now,
        appids=() if scope.fleet else appids,
        scope=scope,
        keeps_locale=True,
    )
    presence = await find_bot(request.usecases, request.team_id, request.channel_id)
    return subscribed_message(status, request.texts, presence)


_ALONE: Final[Mapping[str, Callable[[Request], Awaitable[Message | None]]]] = {
    "": show,
    "now": send_now,
    "off": end,
    "edit": edit,
    "test": try_out,
    "pause": pause_until,
    "resume": resume,
    "history": history,
}
"""What a single word does."""
