"""`/baselib use [program]`: the program that this channel means when it names none."""

from bot.blocks.controls import Control
from bot.blocks.message import Message
from bot.blocks.picker import pick_message
from bot.blocks.use import used_message
from bot.domain.access import Permission
from bot.errors import NoProgram
from handlers.commands.registry import Subcommand
from handlers.desk import Question


async def answer(question: Question, words: list[str]) -> Message:
    """Remember the channel's program; without a word, ask which."""
    if not words:
        return await _which(question)
    program = await question.usecases.use_program(
        question.seen, " ".join(words), by=question.asker.user_id, now=question.now
    )
    return used_message(program, question.texts)


async def _which(question: Question) -> Message:
    t = question.texts
    if not await question.usecases.search_programs(question.seen, "", limit=1):
        raise NoProgram(count=0)
    return pick_message(t("use-which"), t("use-effect"), Control(choice="use"), t)


COMMAND = Subcommand("use", "[program]", answer, Permission.ORDER, order=50, picks=True)
