"""`/baselib cover <percent> [program]`: the highest minimum that keeps so many users."""

from bot.blocks.cover import cover_message
from bot.blocks.message import Message
from bot.domain.rounding import parse_percent
from handlers.commands.registry import Subcommand
from handlers.desk import Question


async def answer(question: Question, words: list[str]) -> Message:
    """The highest minimum that keeps the share asked for."""
    usecases = question.usecases
    target = parse_percent(words[0])
    program = await usecases.choose_program(question.team_id, question.channel_id, " ".join(words[1:]))
    answered = await usecases.cover_users(question.team_id, program, target, now=question.now)
    return cover_message(answered, question.texts, question.zone, now=question.now)


COMMAND = Subcommand("cover", "<percent> [program]", answer, needs=1, order=30, picks=True)
