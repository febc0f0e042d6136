"""`/baselib [report] [program]`: the breakdown."""

from bot.blocks.message import Message
from handlers.breakdowns import own_breakdown
from handlers.commands.registry import Subcommand
from handlers.desk import Question


async def answer(question: Question, words: list[str]) -> Message:
    """The breakdown of the program named, chosen or only one."""
    usecases = question.usecases
    program = await usecases.choose_program(question.team_id, question.channel_id, " ".join(words))
    report = await usecases.read_report(question.team_id, program, now=question.now)
    return await own_breakdown(question, report)


COMMAND = Subcommand("report", "[program]", answer, order=10, picks=True)
