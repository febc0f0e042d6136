"""Buttons of alerts, in their messages and in the list."""

from bot.blocks.alerts.form import alert_view
from bot.blocks.kit.controls import ALERT_CHANGE, ALERT_DELETE, ALERT_MUTE, ALERT_UNMUTE, Control
from bot.blocks.kit.message import Message
from bot.domain.access.roles import Permission
from handlers.actions.registry import action
from handlers.commands import alerts
from handlers.context import Request


@action(ALERT_CHANGE, Permission.SUBSCRIBE)
async def change(request: Request, control: Control) -> None:
    """Change: open the form of an alert, filled with its condition."""
    alerting = request.usecases.alerting
    alert = await alerting.change.find(request.team_id, request.channel_id, control.subscription_id)
    await alerting.change.owner_after(alert, request.requester.user_id)
    program = await alerting.revise.program_of(request.viewpoint, alert)
    view = alert_view(alert, program, request.texts, home=request.home_actions)
    await request.deps.messenger.open_view(request.team_id, request.requester.trigger_id, view)


@action(ALERT_DELETE, Permission.SUBSCRIBE, outside=True)
async def delete(request: Request, control: Control) -> Message:
    """Delete an alert, like `/baselib alert off <number>`."""
    found = await request.usecases.alerting.change.find(request.team_id, request.channel_id, control.subscription_id)
    return await alerts.end(request, found)


@action(ALERT_MUTE, Permission.SUBSCRIBE, outside=True)
async def mute(request: Request, control: Control) -> Message:
    """Mute an alert, like `/baselib alert mute <number> [date]`; a message's button names no date."""
    found = await request.usecases.alerting.change.find(request.team_id, request.channel_id, control.subscription_id)
    return await alerts.mute(request, found, control.day.isoformat() if control.day else "")


@action(ALERT_UNMUTE, Permission.SUBSCRIBE, outside=True)
async def unmute(request: Request, control: Control) -> Message:
    """Unmute an alert, like `/baselib alert unmute <number>`."""
    found = await request.usecases.alerting.change.find(request.team_id, request.channel_id, control.subscription_id)
    return await alerts.unmute(request, found)
