"""`/baselib digest ...`: the channel's digest."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import date
from typing import Final

from bot.blocks.digest_history import history_message
from bot.blocks.message import Message
from bot.blocks.subscription import ended_message, paused_message, sent_message, status_message, subscribed_message
from bot.domain.access import Permission
from bot.domain.schedule_words import parse_words
from bot.domain.scope_words import take_scope
from bot.errors import MissingArgument
from handlers.commands.registry import SLASH_COMMAND, Subcommand
from handlers.desk import Question
from handlers.forms import FALLBACK_ZONE, open_form, preview
from handlers.order import owner_after

USAGE: Final = "[edit | test | now | pause <date> | resume | history | off | [fleet | #tag] <days> <HH:MM> [zone]]"


async def answer(question: Question, words: list[str]) -> Message | None:
    """Show, set, send, pause or end the digest, or tell its history."""
    match [words[0].casefold() if words else "", *words[1:]]:
        case [word] if word in _ALONE:
            return await _ALONE[word](question)
        case ["pause", until]:
            return await pause(question, _date(until))
        case [_]:
            raise MissingArgument(subcommand="digest", usage=f"{SLASH_COMMAND} digest {USAGE}")
        case _:
            return await subscribe(question, words)


async def show(question: Question) -> Message:
    """When it comes next and what became of the last one."""
    status = await question.usecases.digesting.show(question.team_id, question.channel_id, now=question.now)
    return status_message(status, question.texts, now=question.now)


async def send_now(question: Question) -> Message:
    """One more, without moving the schedule."""
    sent = await question.usecases.digesting.send_now(question.team_id, question.channel_id, now=question.now)
    return sent_message(question.texts, sent=sent)


async def end(question: Question) -> Message:
    """No more of them."""
    await owner_after(question, question.channel_id)
    ended = await question.usecases.digesting.end(
        question.team_id, question.channel_id, by=question.asker.user_id, now=question.now
    )
    return ended_message(ended, question.texts)


async def edit(question: Question) -> None:
    """The form; where there is no digest yet it makes one."""
    await open_form(question, may_be_new=True)


async def try_out(question: Question) -> Message:
    """The digest as it would be now, for this person alone."""
    status = await question.usecases.digesting.show(question.team_id, question.channel_id, now=question.now)
    return await preview(question, status.subscription)


async def resume(question: Question) -> Message:
    """An end to the pause."""
    return await pause(question, None)


async def pause(question: Question, until: date | None) -> Message:
    """Nothing before a date; without one it goes on."""
    status = await question.usecases.digesting.pause(
        question.team_id,
        question.channel_id,
        until,
        by=question.asker.user_id,
        owner_id=await owner_after(question, question.channel_id),
        now=question.now,
    )
    return paused_message(status, question.texts)


async def history(question: Question) -> Message:
    """Who changed it, and what became of each slot."""
    found = await question.usecases.digesting.show_history(question.team_id, question.channel_id)
    return history_message(found, question.texts)


def _date(text: str) -> date:
    """What is no date is refused as one on which no pause can end, with those on which it can."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return date.min


async def subscribe(question: Question, words: Sequence[str], *, appids: Sequence[str] | None = None) -> Message:
    """On these days at this local time; the zone is the person's unless one is given.

    Before the days `fleet` or a tag may stand; without it the digest is about programs one by one: `appids`, else those
    of an earlier order, else the channel's.
    """
    scope, words = take_scope(words)
    status = await question.usecases.digesting.subscribe(
        question.team_id,
        question.channel_id,
        parse_words(words, question.person.zone or FALLBACK_ZONE),
        locale=question.texts.locale,
        owner_id=await owner_after(question, question.channel_id),
        by=question.asker.user_id,
        now=question.now,
        appids=() if scope.fleet else appids,
        scope=scope,
    )
    return subscribed_message(status, question.texts)


_ALONE: Final[Mapping[str, Callable[[Question], Awaitable[Message | None]]]] = {
    "": show,
    "now": send_now,
    "off": end,
    "edit": edit,
    "test": try_out,
    "resume": resume,
    "history": history,
}
"""What a word does that nothing follows."""


def permission(words: list[str]) -> Permission:
    """Anybody may look at it, and try out what it says."""
    return Permission.VIEW if [word.casefold() for word in words] in ([], ["test"], ["history"]) else Permission.ORDER


COMMAND = Subcommand("digest", USAGE, answer, permission, order=60)
