"""`/baselib programs restrict|unrestrict`: in which channels a program is visible."""

from collections.abc import Collection
from typing import Final

from bot.blocks.governance.access import restriction_message
from bot.blocks.kit.message import Message
from bot.domain.governance.parse import split_channels
from bot.errors import MissingArgument
from handlers.commands.registry import SLASH_COMMAND
from handlers.context import Request

USAGE: Final = "<program> [here | <channel>...]"


async def restrict(request: Request, words: list[str]) -> Message:
    """Restrict a program to the named channels; without any, show its channels with a select to add one."""
    name, channels = split_channels(words, here=request.channel_id)
    if not name:
        raise MissingArgument(subcommand="programs restrict", usage=f"{SLASH_COMMAND} programs restrict {USAGE}")
    found = await request.usecases.governing.access.restriction(request.team_id, name)
    if channels:
        return await restrict_to(request, found.program.appid, channels)
    return restriction_message(found, request.texts)


async def unrestrict(request: Request, name: str) -> Message:
    """Lift a program's restriction."""
    found = await request.usecases.governing.access.restriction(request.team_id, name)
    return await restrict_to(request, found.program.appid, ())


async def restrict_to(request: Request, appid: str, channels: Collection[str]) -> Message:
    """Restrict a program to these channels; without any, lift the restriction."""
    access, by = request.usecases.governing.access, request.requester.user_id
    done = await access.restrict(request.team_id, appid, channels, by=by, now=request.now)
    return restriction_message(done, request.texts)
