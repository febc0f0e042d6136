"""Answers about APIs for one person: to a command, a button, and the form."""

from dataclasses import replace

from bot.blocks.can.can import can_message
from bot.blocks.can.unknown import elsewhere_message, unknown_message
from bot.blocks.kit.controls import Control
from bot.blocks.kit.message import Message
from bot.domain.can.codes import is_packed
from bot.domain.can.parse import Asked
from bot.domain.programs.program import Program
from bot.errors import FeatureElsewhere, StaleControl, UnknownFeature
from handlers.context import Request
from handlers.program_prompt import PROGRAM_UNCLEAR, which_program

COMMAND_NAME = "can"


async def carried_question(request: Request, control: Control) -> Asked:
    """The question in a control, with the text that names its program.

    Raises:
        StaleControl: it has none.
    """
    if not is_packed(control.text):
        raise StaleControl
    words = [control.text, control.appid or control.name]
    return await request.usecases.can_use.sort_out(request.viewpoint, [word for word in words if word])


async def carried_program(request: Request, control: Control) -> Program | None:
    """The program in a control; None where it names none.

    Raises:
        StaleControl: the workspace no longer has the program.
    """
    return await request.usecases.find_program(request.viewpoint, control.appid) if control.appid else None


async def tell(request: Request, channel_id: str, typed: Asked) -> Message:
    """The answer, or the question that must be settled first.

    Args:
        request: the request.
        channel_id: its program is used where none is named.
        typed: the question, see `CanUse.sort_out`.
    """
    can, t = request.usecases.can_use, request.texts
    try:
        asked = await can.find(typed)
        return await _answer(request, channel_id, asked)
    except UnknownFeature as error:
        suggested = await can.suggest(typed, error)
        return unknown_message(error, suggested, t)


async def _answer(request: Request, channel_id: str, asked: Asked) -> Message:
    can, t = request.usecases.can_use, request.texts
    try:
        program = await can.program_of(request.viewpoint_in(channel_id), asked)
        answer = await can(request.team_id, asked, program, now=request.now)
    except PROGRAM_UNCLEAR as error:
        return which_program(request, error, COMMAND_NAME, asked.packed)
    except FeatureElsewhere as error:
        in_games = replace(asked, game=True) if await can.all_in_games(asked) else None
        return elsewhere_message(error, in_games, t)
    return can_message(answer, t, request.zone, now=request.now)
