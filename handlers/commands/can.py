"""`/baselib can [<api>...] [program] [--game]`: whether a program's users have what some APIs need."""

from bot.blocks.message import Message
from bot.domain.access import Permission
from bot.domain.can_words import Asked
from handlers.can import COMMAND_NAME, tell
from handlers.can_form import open_can
from handlers.command_options import Takes
from handlers.commands.registry import Subcommand
from handlers.desk import Question


async def answer(question: Question, words: list[str]) -> Message | None:
    """The answer; without a word the form that asks for APIs."""
    game = question.options.game
    if not words:
        await open_can(question, Asked((), game=game))
        return None
    typed = await question.usecases.can_use.sort_out(question.seen, words, game=game)
    return await tell(question, question.channel_id, typed)


COMMAND = Subcommand(
    COMMAND_NAME, "[<api>...] [program] [--game]", answer, Permission.VIEW, order=32, picks=True, takes=Takes(game=True)
)
