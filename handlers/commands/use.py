"""`/baselib use <program>`: the program that this channel means when it names none."""

from bot.blocks.message import Message
from bot.blocks.use import used_message
from handlers.commands.registry import Subcommand
from handlers.desk import Question


async def answer(question: Question, words: list[str]) -> Message:
    """Remember the channel's program."""
    program = await question.usecases.use_program(question.team_id, question.channel_id, " ".join(words))
    return used_message(program, question.texts)


COMMAND = Subcommand("use", "<program>", answer, needs=1, order=50)
