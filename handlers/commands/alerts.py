"""`/baselib alert ...` and `/baselib alerts`: messages when a condition is met."""

from decimal import Decimal
from typing import Final

from bot.blocks.alerts import (
    alert_ended_message,
    alert_set_message,
    alerts_message,
    muted_message,
    unmuted_message,
)
from bot.blocks.kit.elements import Message
from bot.domain.access import Permission
from bot.domain.alerts.alert import Alert, Condition, Sign, Threshold, Watched
from bot.domain.alerts.parse import AlertRequest, parse_alert, parse_mute
from bot.domain.numbers.distribution import SAFE
from bot.domain.numbers.version import Version
from bot.errors import MissingArgument
from bot.usecases.alerts.change import (
    MUTED_FOR,
    alert_numbered,
    end_alert,
    list_alerts,
    mute_alert,
    set_alert,
    unmute_alert,
)
from bot.usecases.workspaces.bot_tokens import find_bot
from handlers.answers.alerts import open_form
from handlers.answers.reports import PROGRAM_UNCLEAR, which_program
from handlers.commands.registry import SLASH_COMMAND, subcommand
from handlers.context import Request

USAGE: Final = "[<condition> [program | #tag | fleet] | mute <number> [date] | unmute <number> | off <number>]"


def permission(words: list[str]) -> Permission:
    """Return the permission required: everyone may view alerts, and with nothing after it viewers see them."""
    return Permission.VIEW if [word.casefold() for word in words] in ([], ["list"]) else Permission.SUBSCRIBE


@subcommand("alert", USAGE, permission, position=64, picks=True, chinese=("提醒",))
async def answer(request: Request, words: list[str]) -> Message | None:
    """Set, list, mute or end alerts; with nothing after it, open the form."""
    match [words[0].casefold() if words else "", *words[1:]]:
        case [""] if request.role.may(Permission.SUBSCRIBE):
            await open_form(request)
            return None
        case [""] | ["list"]:
            return await show(request)
        case ["mute", number, *until]:
            return await mute(request, await _numbered(request, number), " ".join(until))
        case ["unmute", number]:
            return await unmute(request, await _numbered(request, number))
        case ["off" | "delete", number]:
            return await end(request, await _numbered(request, number))
        case ["mute" | "unmute" | "off" | "delete", *_]:
            raise MissingArgument(subcommand=f"alert {words[0]}", usage=f"{SLASH_COMMAND} alert {words[0]} <number>")
        case _:
            return await set_typed(request, " ".join(words))


@subcommand("alerts", "", Permission.VIEW, position=65, chinese=("提醒列表",))
async def answer_alerts(request: Request, _words: list[str]) -> Message:
    """Like `/baselib alert list`."""
    return await show(request)


async def show(request: Request) -> Message:
    listed = await list_alerts(request.usecases, request.team_id, request.channel_id)
    may_change = request.role.may(Permission.SUBSCRIBE)
    return alerts_message(listed, request.texts, request.zone, now=request.now, may_change=may_change)


async def set_typed(request: Request, text: str) -> Message:
    return await set_parsed(request, parse_alert(text))


async def set_parsed(request: Request, typed: AlertRequest) -> Message:
    try:
        done = await set_alert(
            request.usecases,
            request.viewpoint,
            typed,
            locale=request.texts.locale,
            owner_id=request.requester.user_id,
            now=request.now,
        )
    except PROGRAM_UNCLEAR as error:
        return which_program(request, error, "alert", typed.condition.words)
    presence = await find_bot(request.usecases, request.team_id, request.channel_id)
    return alert_set_message(done, request.texts, request.zone, now=request.now, presence=presence)


async def set_when_safe(request: Request, appid: str, version: Version, target: Decimal = SAFE) -> Message:
    """Set the alert that a version keeps 99 %, or another share, of a program's users."""
    condition = Condition(Watched.COVERAGE, Threshold(Sign.AT_LEAST, target, version))
    return await set_parsed(request, AlertRequest(condition, appid, fleet=False))


async def mute(request: Request, alert: Alert, until: str = "") -> Message:
    """Mute an alert until a day, or for a week."""
    end_of_it = parse_mute(until, request.zone, now=request.now) if until else request.now + MUTED_FOR
    muted = await mute_alert(request.usecases, alert, end_of_it, by=request.requester.user_id, now=request.now)
    return muted_message(muted, request.texts, request.zone)


async def unmute(request: Request, alert: Alert) -> Message:
    unmuted = await unmute_alert(request.usecases, alert, by=request.requester.user_id, now=request.now)
    return unmuted_message(unmuted, request.texts)


async def end(request: Request, alert: Alert) -> Message:
    await end_alert(request.usecases, alert, by=request.requester.user_id, now=request.now)
    return alert_ended_message(alert, request.texts)


async def _numbered(request: Request, number: str) -> Alert:
    return await alert_numbered(request.usecases, request.team_id, request.channel_id, number)
