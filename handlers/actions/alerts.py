"""Buttons of alerts, in their messages and in the list."""

from bot.blocks.kit.controls import (
    ALERT_CHANGE,
    ALERT_DELETE,
    ALERT_FORM,
    ALERT_MUTE,
    ALERT_NEW,
    ALERT_UNMUTE,
    ALERT_WHEN_SAFE,
    Control,
)
from bot.blocks.kit.elements import Message
from bot.domain.access import Permission
from bot.domain.alerts.alert import Alert
from bot.domain.numbers.distribution import SAFE
from bot.domain.numbers.meaning import parse_percent
from bot.errors import BadPercent, StaleControl
from bot.usecases.alerts.change import alert_owner_after, find_alert
from handlers.actions.registry import action, form_action
from handlers.answers.alerts import open_form, refresh
from handlers.commands import alerts
from handlers.context import Request


@action(ALERT_CHANGE, Permission.SUBSCRIBE)
async def change(request: Request, control: Control) -> None:
    """Change: open the form of an alert, filled with its condition."""
    await open_form(request, await own(request, control))


async def own(request: Request, control: Control) -> Alert:
    """Return the control's alert, which this person may change."""
    alert = await find_alert(request.usecases, request.team_id, request.channel_id, control.subject_id)
    await alert_owner_after(request.usecases, alert, request.requester.user_id)
    return alert


@action(ALERT_NEW, Permission.SUBSCRIBE)
async def new(request: Request, control: Control) -> None:
    """Open the empty form of a new alert."""
    del control
    await open_form(request)


form_action(ALERT_FORM, Permission.SUBSCRIBE)(refresh)


@action(ALERT_WHEN_SAFE, Permission.SUBSCRIBE)
async def when_safe(request: Request, control: Control) -> Message:
    """Tell this channel when a version is safe: set the alert."""
    if control.version is None:
        raise StaleControl
    program = await request.usecases.visible.existing(request.viewpoint, control.appid)
    try:
        target = parse_percent(control.text) if control.text else SAFE
    except BadPercent as error:
        raise StaleControl from error
    return await alerts.set_when_safe(request, program.appid, control.version, target)


@action(ALERT_DELETE, Permission.SUBSCRIBE, outside=True)
async def delete(request: Request, control: Control) -> Message:
    """Delete an alert, like `/baselib alert off <number>`."""
    found = await find_alert(request.usecases, request.team_id, request.channel_id, control.subject_id)
    return await alerts.end(request, found)


@action(ALERT_MUTE, Permission.SUBSCRIBE, outside=True)
async def mute(request: Request, control: Control) -> Message:
    """Mute an alert, like `/baselib alert mute <number> [date]`; a message's button names no date."""
    found = await find_alert(request.usecases, request.team_id, request.channel_id, control.subject_id)
    return await alerts.mute(request, found, control.day.isoformat() if control.day else "")


@action(ALERT_UNMUTE, Permission.SUBSCRIBE, outside=True)
async def unmute(request: Request, control: Control) -> Message:
    """Unmute an alert, like `/baselib alert unmute <number>`."""
    found = await find_alert(request.usecases, request.team_id, request.channel_id, control.subject_id)
    return await alerts.unmute(request, found)
