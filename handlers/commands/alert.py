"""`/baselib alert ...`: be told when something comes true."""

from typing import Final

from bot.blocks.alerts import (
    alert_ended_message,
    alert_set_message,
    alerts_message,
    muted_message,
    unmuted_message,
)
from bot.blocks.message import Message
from bot.domain.access import Permission
from bot.domain.alert import Alert
from bot.domain.alert_words import parse_alert, parse_mute
from bot.errors import MissingArgument
from bot.usecases.change_alert import MUTED_FOR
from handlers.commands.registry import SLASH_COMMAND, Subcommand
from handlers.desk import Question
from handlers.picking import PROGRAM_UNCLEAR, which_program

USAGE: Final = "[<condition> [program | fleet] | mute <number> [date] | unmute <number> | off <number>]"


async def answer(question: Question, words: list[str]) -> Message:
    """Set, list, mute or end alerts."""
    match [words[0].casefold() if words else "", *words[1:]]:
        case [""] | ["list"]:
            return await show(question)
        case ["mute", number, *until]:
            return await mute(question, await _numbered(question, number), " ".join(until))
        case ["unmute", number]:
            return await unmute(question, await _numbered(question, number))
        case ["off" | "delete", number]:
            return await end(question, await _numbered(question, number))
        case ["mute" | "unmute" | "off" | "delete", *_]:
            raise MissingArgument(subcommand=f"alert {words[0]}", usage=f"{SLASH_COMMAND} alert {words[0]} <number>")
        case _:
            return await set_alert(question, " ".join(words))


async def show(question: Question) -> Message:
    """The channel's alerts."""
    listed = await question.usecases.alerting.list(question.team_id, question.channel_id)
    return alerts_message(listed, question.texts, question.zone, now=question.now)


async def set_alert(question: Question, text: str) -> Message:
    """One more."""
    wanted = parse_alert(text)
    try:
        done = await question.usecases.alerting.set(
            question.seen,
            wanted,
            locale=question.texts.locale,
            owner_id=question.asker.user_id,
            now=question.now,
        )
    except PROGRAM_UNCLEAR as error:
        return which_program(question, error, "alert", wanted.condition.words)
    return alert_set_message(done, question.texts, question.zone, now=question.now)


async def mute(question: Question, alert: Alert, until: str = "") -> Message:
    """Nothing until a day to come, or for a week."""
    end_of_it = parse_mute(until, question.zone, now=question.now) if until else question.now + MUTED_FOR
    change = question.usecases.alerting.change
    muted = await change.mute(alert, end_of_it, by=question.asker.user_id, now=question.now)
    return muted_message(muted, question.texts, question.zone)


async def unmute(question: Question, alert: Alert) -> Message:
    """Told again."""
    change = question.usecases.alerting.change
    unmuted = await change.unmute(alert, by=question.asker.user_id, now=question.now)
    return unmuted_message(unmuted, question.texts)


async def end(question: Question, alert: Alert) -> Message:
    """No more of it."""
    await question.usecases.alerting.change.end(alert, by=question.asker.user_id, now=question.now)
    return alert_ended_message(alert, question.texts)


async def _numbered(question: Question, number: str) -> Alert:
    return await question.usecases.alerting.list.numbered(question.team_id, question.channel_id, number)


def permission(words: list[str]) -> Permission:
    """Anybody may look at them."""
    return Permission.VIEW if [word.casefold() for word in words] in ([], ["list"]) else Permission.ORDER


COMMAND = Subcommand("alert", USAGE, answer, permission, order=64, picks=True)
