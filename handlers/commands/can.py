"""`/baselib can [<api>...] [program] [--on <day>] [--game]`: which share of a program's users can use some APIs."""

from bot.blocks.kit.elements import Message
from bot.domain.access.roles import Permission
from bot.domain.can.parse import CanQuestion
from handlers.answers.can import COMMAND_NAME, can_answer, open_can
from handlers.command_options import Takes
from handlers.commands.registry import subcommand
from handlers.context import Request


@subcommand(
    COMMAND_NAME,
    "[<api>...] [program] [--on <day>] [--game]",
    Permission.VIEW,
    position=32,
    picks=True,
    takes=Takes(on=True, game=True),
    chinese=("能用", "可用"),
)
async def answer(request: Request, words: list[str]) -> Message | None:
    """The answer; without words, the form that asks for APIs."""
    game = request.options.game
    if not words:
        await open_can(request, CanQuestion((), game=game))
        return None
    typed = await request.usecases.can_use.sort_out(request.viewpoint, words, game=game)
    return await can_answer(request, typed)
