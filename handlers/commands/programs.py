"""`/baselib programs`: which Mini Programs can be asked for."""

from bot.blocks.message import Message
from bot.blocks.programs import programs_message
from handlers.commands.registry import Subcommand
from handlers.desk import Question


async def answer(question: Question, _words: list[str]) -> Message:
    """Every program, the channel's own one marked."""
    programs, chosen = await question.usecases.list_programs(question.team_id, question.channel_id)
    return programs_message(programs, chosen, question.texts)


COMMAND = Subcommand("programs", "", answer, order=40)
