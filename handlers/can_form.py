"""Opens the form that asks for APIs."""

from bot.blocks.can.form import CanForm, can_view
from bot.domain.can.parse import Asked
from bot.domain.programs.program import Program
from bot.errors import NoProgram
from handlers.context import Request


async def open_can(request: Request, asked: Asked, program: Program | None = None, *, none_found: bool = False) -> None:
    """Open the form.

    Args:
        request: the request.
        asked: the APIs already filled in, if any, and whether mini games are meant.
        program: whose users; None for the channel's.
        none_found: whether it is opened on a message that names no API.
    """
    usecases = request.usecases
    any_programs = bool(await usecases.visible_programs.search(request.viewpoint, "", limit=1))
    form = CanForm(
        request.channel_id,
        await usecases.can_use.needs(asked),
        program or await _program_here(request),
        programs=any_programs,
        game=asked.game,
        none_found=none_found,
    )
    await request.deps.messenger.open_view(request.team_id, request.requester.trigger_id, can_view(form, request.texts))


async def _program_here(request: Request) -> Program | None:
    try:
        return await request.usecases.choose_program(request.viewpoint, "")
    except NoProgram:
        return None
