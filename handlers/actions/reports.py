"""Buttons of a breakdown: all versions, export, refresh, share, what if."""

from bot.blocks.kit.controls import (
    HISTORY,
    REPORT_ALL,
    REPORT_EXPORT,
    REPORT_OPEN,
    REPORT_REFRESH,
    REPORT_SHARE,
    REPORT_WHAT_IF,
    Control,
)
from bot.blocks.kit.message import Message
from bot.blocks.report.report import breakdown
from bot.domain.access.roles import Permission
from bot.errors import StaleControl
from bot.export import Format
from handlers.actions.registry import action
from handlers.answers.breakdown import opened_report, own_breakdown, shown_report
from handlers.answers.export import take_history_away, take_report_away
from handlers.commands import raise_
from handlers.context import Request


@action(REPORT_ALL, Permission.VIEW, replaces=True)
async def all_versions(request: Request, control: Control) -> Message:
    """All versions: the breakdown of the day shown, with every version."""
    report = await shown_report(request, control)
    return await own_breakdown(request, report, all_versions=True)


@action(REPORT_EXPORT, Permission.VIEW)
async def export(request: Request, control: Control) -> Message:
    """The export menu: the day shown, or all stored days until then, as a file."""
    report = await shown_report(request, control)
    if control.text == HISTORY:
        return await take_history_away(request, report, Format.CSV)
    if control.text not in list(Format):
        raise StaleControl
    return await take_report_away(request, report, Format(control.text))


@action(REPORT_OPEN, Permission.VIEW)
async def open_(request: Request, control: Control) -> Message:
    """Open full breakdown, from a digest or a shared message: the current one, or that of the earlier day shown."""
    return await own_breakdown(request, await opened_report(request, control))


@action(REPORT_REFRESH, Permission.VIEW, replaces=True)
async def refresh(request: Request, control: Control) -> Message:
    """Refresh: read WeChat again, and replace the breakdown by the new one."""
    usecases = request.usecases
    program = await usecases.visible_programs.existing(request.viewpoint, control.appid)
    report = await usecases.read_report(request.team_id, program, now=request.now, refresh=True)
    return await own_breakdown(request, report)


@action(REPORT_SHARE, Permission.SHARE, replaces=True)
async def share(request: Request, control: Control) -> Message:
    """Share to channel: post the breakdown of the day shown, in the installation's language, and confirm."""
    requester = request.requester
    report = await shown_report(request, control)
    shared = breakdown(report, request.deps.default_texts, request.zone, now=request.now, shared_by=requester.user_id)
    await request.usecases.share_message(requester.team_id, requester.channel_id, shared, now=request.now)
    return await own_breakdown(request, report, shared=True)


@action(REPORT_WHAT_IF, Permission.VIEW)
async def what_if(request: Request, control: Control) -> Message:
    """What if the minimum were ...: the loss at the chosen version on the breakdown's day, like `/baselib raise`."""
    if control.version is None:
        raise StaleControl
    return await raise_.reply(request, await opened_report(request, control), control.version)
