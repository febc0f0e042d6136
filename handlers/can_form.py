"""The form that asks for APIs, opened."""

from bot.blocks.can_view import CanForm, can_view
from bot.domain.can_words import Asked
from bot.domain.program import Program
from bot.errors import NoProgram
from handlers.desk import Question


async def open_can(
    question: Question, asked: Asked, program: Program | None = None, *, none_found: bool = False
) -> None:
    """Show it.

    Args:
        question: who asks.
        asked: the APIs that stand in it at first, if any, and whether mini games are meant.
        program: whose users; None for the channel's.
        none_found: whether it is opened on a message that names no API.
    """
    usecases = question.usecases
    any_programs = bool(await usecases.search_programs(question.seen, "", limit=1))
    form = CanForm(
        question.channel_id,
        await usecases.can_use.needs(asked),
        program or await _program_here(question),
        programs=any_programs,
        game=asked.game,
        none_found=none_found,
    )
    await question.desk.messenger.open_view(question.team_id, question.asker.trigger_id, can_view(form, question.texts))


async def _program_here(question: Question) -> Program | None:
    try:
        return await question.usecases.choose_program(question.seen, "")
    except NoProgram:
        return None
