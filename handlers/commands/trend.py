"""`/baselib trend [program] [version ...]`: how coverage moved."""

from bot.blocks.controls import TEXT
from bot.blocks.message import Message
from bot.blocks.trend import trend_message
from bot.domain.trend_words import parse_trend
from handlers.commands.registry import Subcommand
from handlers.desk import Question
from handlers.picking import PROGRAM_UNCLEAR, which_program

_NAME = "trend"


async def answer(question: Question, words: list[str]) -> Message:
    """The trend of the program named, chosen or only one."""
    usecases = question.usecases
    name, versions = parse_trend(words)
    try:
        program = await usecases.choose_program(question.team_id, question.channel_id, name)
    except PROGRAM_UNCLEAR as error:
        asked = " ".join(version.text for version in versions)
        return which_program(question, error, _NAME, asked if len(asked) <= TEXT else "")
    answered = await usecases.read_trend(question.team_id, program, versions, now=question.now)
    return trend_message(answered, question.texts, question.zone, now=question.now)


COMMAND = Subcommand(_NAME, "[program] [version ...]", answer, order=32, picks=True)
