"""Answers about APIs for one person: to a command, a button, and the form, which opens here, too."""

from dataclasses import replace

from bot.blocks.can.can import can_message
from bot.blocks.can.form import CanForm, can_view
from bot.blocks.can.unknown import elsewhere_message, unknown_message
from bot.blocks.kit.controls import Control
from bot.blocks.kit.elements import Message
from bot.domain.can.codes import is_packed
from bot.domain.can.mentioned import Mentioned
from bot.domain.can.parse import CanQuestion
from bot.domain.programs.program import Program
from bot.errors import FeatureElsewhere, NoProgram, StaleControl, UnknownFeature
from handlers.answers.program_prompt import PROGRAM_UNCLEAR, which_program
from handlers.context import Request

COMMAND_NAME = "can"


async def carried_question(request: Request, control: Control) -> CanQuestion:
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
    return await request.usecases.visible_programs.existing(request.viewpoint, control.appid) if control.appid else None


async def can_answer(request: Request, typed: CanQuestion) -> Message:
    """The answer, or the question that must be settled first.

    Args:
        request: the request; its channel's program is used where none is named.
        typed: the question, see `CanUse.sort_out`.
    """
    can, t = request.usecases.can_use, request.texts
    try:
        question = await can.find(typed)
        return await _answer(request, question)
    except UnknownFeature as error:
        suggested = await can.suggest(typed, error)
        return unknown_message(error, suggested, t)


async def _answer(request: Request, question: CanQuestion) -> Message:
    can, t = request.usecases.can_use, request.texts
    try:
        program = await can.program_of(request.viewpoint, question)
        answer = await request.usecases.can_at(request.team_id, question, program, request.options.on, now=request.now)
    except PROGRAM_UNCLEAR as error:
        return which_program(request, error, COMMAND_NAME, " ".join([question.packed, *request.options.typed]))
    except FeatureElsewhere as error:
        in_games = replace(question, game=True) if await can.all_in_games(question) else None
        return elsewhere_message(error, in_games, t)
    return can_message(answer, t, request.zone, now=request.now)


async def open_can(
    request: Request, question: CanQuestion, program: Program | None = None, *, found: Mentioned | None = None
) -> None:
    """Open the form.

    Args:
        question: the APIs already filled in, if any, and whether mini games are meant.
        program: whose users; None for the channel's.
        found: what the message that it is opened on names; None without a message.
    """
    usecases = request.usecases
    any_programs = bool(await usecases.visible_programs.choices(request.viewpoint, "", limit=1))
    form = CanForm(
        request.channel_id,
        await usecases.can_use.needs(question),
        program or await _program_here(request),
        programs=any_programs,
        game=question.game,
        found=found,
    )
    await request.open_view(can_view(form, request.texts))


async def _program_here(request: Request) -> Program | None:
    try:
        return await request.usecases.choose_program(request.viewpoint, "")
    except NoProgram:
        return None
