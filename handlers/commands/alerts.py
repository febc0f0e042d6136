"""`/baselib alerts`: this channel's alerts."""

from bot.blocks.kit.message import Message
from bot.domain.access.roles import Permission
from handlers.commands import alert
from handlers.commands.registry import subcommand
from handlers.context import Request


@subcommand("alerts", "", Permission.VIEW, position=65)
async def answer(request: Request, _words: list[str]) -> Message:
    """Like `/baselib alert list`."""
    return await alert.show(request)
