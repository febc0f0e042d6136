"""`/baselib programs restrict|unrestrict`: in which channels a program exists."""

from collections.abc import Collection
from typing import Final

from bot.blocks.access import restriction_message
from bot.blocks.message import Message
from bot.domain.access_words import split_channels
from bot.errors import MissingArgument
from handlers.commands.registry import SLASH_COMMAND
from handlers.desk import Question

USAGE: Final = "<program> [here | <channel>...]"


async def restrict(question: Question, words: list[str]) -> Message:
    """To the channels named; without any it shows those that it is restricted to, with a select to add one."""
    name, channels = split_channels(words, here=question.channel_id)
    if not name:
        raise MissingArgument(subcommand="programs restrict", usage=f"{SLASH_COMMAND} programs restrict {USAGE}")
    found = await question.usecases.governing.access.restriction(question.team_id, name)
    if channels:
        return await restrict_to(question, found.program.appid, channels)
    return restriction_message(found, question.texts)


async def unrestrict(question: Question, name: str) -> Message:
    """It exists in every channel again."""
    found = await question.usecases.governing.access.restriction(question.team_id, name)
    return await restrict_to(question, found.program.appid, ())


async def restrict_to(question: Question, appid: str, channels: Collection[str]) -> Message:
    """Let a program exist in these channels alone; in every one where there are none."""
    access, by = question.usecases.governing.access, question.asker.user_id
    done = await access.restrict(question.team_id, appid, channels, by=by, now=question.now)
    return restriction_message(done, question.texts)
