"""`/baselib help`: what is asked most, and every subcommand behind a button."""

from functools import cache

from bot.blocks.kit.elements import Message
from bot.blocks.kit.help import commands_message, help_message
from bot.domain.access.roles import Permission
from bot.i18n import Texts
from handlers.commands.registry import subcommand, subcommands
from handlers.context import Request


@cache
def _help(texts: Texts) -> Message:
    return help_message(texts)


@cache
def all_commands(texts: Texts) -> Message:
    """Every subcommand."""
    return commands_message([(command.typed, command.name) for command in subcommands().values()], texts)


@subcommand("help", "", Permission.VIEW, position=90, instant=True, chinese=("帮助",))
async def answer(request: Request, _words: list[str]) -> Message:
    """The help; it is the same for everyone with one language, so it is built once."""
    return _help(request.texts)
