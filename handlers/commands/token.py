"""`/baselib token`: a personal token, with which the person's own agents ask over HTTP."""

from typing import Final

from bot.blocks.agents import token_message, tokens_message
from bot.blocks.kit.elements import Message
from bot.domain.access.roles import Permission
from bot.errors import MissingArgument
from handlers.commands.registry import SLASH_COMMAND, subcommand
from handlers.context import Request

_USAGE: Final = "[list | revoke <token>]"


@subcommand("token", _USAGE, Permission.VIEW, position=78, chinese=("凭证",), stored=True)
async def answer(request: Request, words: list[str]) -> Message:
    """Make one, list them, or revoke one. Only the person sees the answer."""
    tokens, who, now = request.usecases.tokens, (request.team_id, request.requester.user_id), request.now
    match [word.casefold() for word in words]:
        case []:
            token, made = await tokens.make(*who, now=now)
            return token_message(token, made, request.texts, request.zone, address=tokens.address)
        case ["list"]:
            return tokens_message(await tokens.list(*who, now=now), request.texts, request.zone)
        case ["revoke", token_id]:
            await tokens.revoke(*who, token_id, now=now)
            kept = await tokens.list(*who, now=now)
            return tokens_message(kept, request.texts, request.zone, revoked=token_id)
        case _:
            raise MissingArgument(subcommand="token", usage=f"{SLASH_COMMAND} token {_USAGE}")
