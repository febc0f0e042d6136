"""`/baselib digest ...`: the channel's weekly digest."""

from collections.abc import Sequence
from typing import Final

from bot.blocks.message import Message
from bot.blocks.subscription import ended_message, sent_message, status_message, subscribed_message
from bot.domain.schedule_words import parse_words
from bot.errors import MissingArgument
from handlers.commands.registry import SLASH_COMMAND, Subcommand
from handlers.desk import Question
from handlers.order import owner_after

USAGE: Final = "[now | off | <weekday> <HH:MM> [zone]]"
_FALLBACK_ZONE: Final = "Asia/Shanghai"


async def answer(question: Question, words: list[str]) -> Message:
    """Show, send, end or set the digest."""
    match [words[0].casefold() if words else "", *words[1:]]:
        case [""]:
            return await show(question)
        case ["now"]:
            return await send_now(question)
        case ["off"]:
            return await end(question)
        case [_]:
            raise MissingArgument(subcommand="digest", usage=f"{SLASH_COMMAND} digest {USAGE}")
        case _:
            return await subscribe(question, words)


async def show(question: Question) -> Message:
    """When it comes next and what became of the last one."""
    status = await question.usecases.show_digest(question.team_id, question.channel_id, now=question.now)
    return status_message(status, question.texts, now=question.now)


async def send_now(question: Question) -> Message:
    """One more, without moving the schedule."""
    sent = await question.usecases.send_digest_now(question.team_id, question.channel_id, now=question.now)
    return sent_message(question.texts, sent=sent)


async def end(question: Question) -> Message:
    """No more of them."""
    await owner_after(question, question.channel_id)
    ended = await question.usecases.end_digest(
        question.team_id, question.channel_id, by=question.asker.user_id, now=question.now
    )
    return ended_message(ended, question.texts)


async def subscribe(question: Question, words: Sequence[str], *, appids: Sequence[str] | None = None) -> Message:
    """On these days at this local time; the zone is the person's unless one is given.

    Without `appids` an earlier order keeps its programs, and a new one is about the channel's.
    """
    status = await question.usecases.subscribe(
        question.team_id,
        question.channel_id,
        parse_words(words, question.person.zone or _FALLBACK_ZONE),
        locale=question.texts.locale,
        owner_id=await owner_after(question, question.channel_id),
        by=question.asker.user_id,
        now=question.now,
        appids=appids,
    )
    return subscribed_message(status, question.texts)


COMMAND = Subcommand("digest", USAGE, answer, order=60)
