"""`/baselib programs restrict|unrestrict`: in which channels a program exists."""

from bot.blocks.access import restriction_message
from bot.blocks.message import Message
from bot.domain.access_words import split_channels
from bot.errors import MissingArgument
from handlers.desk import Question


async def restrict(question: Question, words: list[str]) -> Message:
    """To the channels named; without any it shows those that it is restricted to, with a select to add one."""
    name, channels = split_channels(words, here=question.channel_id)
    if not name:
        raise MissingArgument(subcommand="programs restrict", usage="<program> [here | <channel>...]")
    access = question.usecases.governing.access
    found = await access.restriction(question.team_id, name)
    if channels:
        found = await access.restrict(
            question.team_id, found.program.appid, channels, by=question.asker.user_id, now=question.now
        )
    return restriction_message(found, question.texts)


async def unrestrict(question: Question, name: str) -> Message:
    """It exists in every channel again."""
    access = question.usecases.governing.access
    found = await access.restriction(question.team_id, name)
    done = await access.restrict(question.team_id, found.program.appid, (), by=question.asker.user_id, now=question.now)
    return restriction_message(done, question.texts)
