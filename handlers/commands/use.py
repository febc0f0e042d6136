"""`/baselib use [program]`: the channel's default program."""

from bot.blocks.kit.controls import Control
from bot.blocks.kit.elements import Message
from bot.blocks.programs.page import pick_message, used_message
from bot.domain.access.roles import Permission
from bot.errors import NoProgram
from handlers.commands.registry import subcommand
from handlers.context import Request


@subcommand("use", "[program]", Permission.SUBSCRIBE, position=50, picks=True, chinese=("使用",))
async def answer(request: Request, words: list[str]) -> Message:
    """Store the channel's program; without a word, ask which."""
    if not words:
        return await _which(request)
    program = await request.usecases.use_program(
        request.viewpoint, " ".join(words), by=request.requester.user_id, now=request.now
    )
    return used_message(program, request.texts)


async def _which(request: Request) -> Message:
    t = request.texts
    if not await request.usecases.visible_programs.search(request.viewpoint, "", limit=1):
        raise NoProgram(count=0)
    return pick_message(t("use-which"), t("use-effect"), Control(choice="use"), t)
