"""What some APIs need, told to one person: by command, by button, and after the form."""

from dataclasses import replace

from bot.blocks.can import can_message
from bot.blocks.can_unknown import elsewhere_message, unknown_message
from bot.blocks.controls import Control
from bot.blocks.message import Message
from bot.domain.can_words import Asked
from bot.domain.feature_codes import is_packed
from bot.domain.program import Program
from bot.errors import FeatureElsewhere, StaleControl, UnknownFeature
from handlers.desk import Question
from handlers.picking import PROGRAM_UNCLEAR, which_program

COMMAND_NAME = "can"


async def carried_question(question: Question, control: Control) -> Asked:
    """The question that a control carries, with whatever stands for its program.

    Raises:
        StaleControl: it carries none.
    """
    if not is_packed(control.text):
        raise StaleControl
    words = [control.text, control.appid or control.name]
    return await question.usecases.can_use.sort_out(question.seen, [word for word in words if word])


async def carried_program(question: Question, control: Control) -> Program | None:
    """Whose users a control means; None where it names nobody's.

    Raises:
        StaleControl: the workspace has no such program any more.
    """
    return await question.usecases.find_program(question.seen, control.appid) if control.appid else None


async def tell(question: Question, channel_id: str, typed: Asked) -> Message:
    """The answer, or what else must be said first.

    Args:
        question: who asks.
        channel_id: whose program is meant where none is named.
        typed: what was asked, see `CanUse.sort_out`.
    """
    can, t = question.usecases.can_use, question.texts
    try:
        asked = await can.find(typed)
        return await _answer(question, channel_id, asked)
    except UnknownFeature as error:
        suggested = await can.suggest(typed, error)
        return unknown_message(error, suggested, t)


async def _answer(question: Question, channel_id: str, asked: Asked) -> Message:
    can, t = question.usecases.can_use, question.texts
    try:
        program = await can.program_of(question.seen_in(channel_id), asked)
        answer = await can(question.team_id, asked, program, now=question.now)
    except PROGRAM_UNCLEAR as error:
        return which_program(question, error, COMMAND_NAME, asked.packed)
    except FeatureElsewhere as error:
        in_games = replace(asked, game=True) if await can.all_in_games(asked) else None
        return elsewhere_message(error, in_games, t)
    return can_message(answer, t, question.zone, now=question.now)
