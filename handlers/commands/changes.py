"""`/baselib changes [7d | since <day>] [program | #tag | fleet]`: what a digest says, at any moment."""

from typing import Final

from bot.blocks.digest.changes import changes_message
from bot.blocks.kit.elements import Message
from bot.domain.access.roles import Permission
from bot.domain.digest.parse_scope import take_scope
from bot.domain.digest.parse_since import take_since
from bot.domain.numbers.snapshot import snapshot_day
from handlers.commands.registry import subcommand
from handlers.context import Request

_NAME: Final = "changes"


@subcommand(_NAME, "[7d | since <day>] [program | #tag | fleet]", Permission.VIEW, position=25, chinese=("变化",))
async def answer(request: Request, words: list[str]) -> Message:
    """What changed, most important first."""
    since, words = take_since(words, today=snapshot_day(request.now))
    scope, rest = take_scope(words)
    changes = await request.usecases.read_changes(
        request.viewpoint, since, now=request.now, scope=scope, name="" if scope.fleet else " ".join(rest)
    )
    return changes_message(changes, request.texts, request.zone)
