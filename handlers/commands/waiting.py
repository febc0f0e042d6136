"""`/baselib waiting`: what waits for the person; `weekly on | off`: every Monday as a direct message."""

from typing import Final

from bot.blocks.home.waiting import waiting_message
from bot.blocks.kit.elements import Message
from bot.domain.access.roles import Permission
from bot.errors import MissingArgument
from handlers.commands.registry import SLASH_COMMAND, subcommand
from handlers.context import Request

_USAGE: Final = "[weekly on | weekly off]"
_WEEKLY: Final = ("weekly", "每周")


@subcommand("waiting", _USAGE, Permission.VIEW, position=26, chinese=("待办",), stored=True)
async def answer(request: Request, words: list[str]) -> Message:
    """Show it, or turn the message of Mondays on or off."""
    match [word.casefold() for word in words]:
        case []:
            return await show(request)
        case [weekly, "on" | "off" as switch] if weekly in _WEEKLY:
            return await turn_weekly(request, on=switch == "on")
        case _:
            raise MissingArgument(subcommand="waiting", usage=f"{SLASH_COMMAND} waiting {_USAGE}")


async def show(request: Request) -> Message:
    """The same as on the person's Home tab."""
    found = await request.usecases.find_waiting(
        request.team_id, request.person, await request.role_now(), now=request.now
    )
    return waiting_message(found, request.texts, request.zone)


async def turn_weekly(request: Request, *, on: bool) -> Message:
    """Turn the message of Mondays on or off, and show what waits now."""
    await request.usecases.set_weekly(
        request.team_id, request.person, on=on, locale=request.texts.locale, now=request.now
    )
    return await show(request)
