"""Controls of a breakdown: share, what if, and its menu."""

from bot.blocks.kit import controls
from bot.blocks.kit.controls import Control
from bot.blocks.kit.elements import Message
from bot.blocks.report.export import export_choice
from bot.blocks.report.reading import reading_view
from bot.blocks.report.report import breakdown
from bot.domain.access.roles import Permission
from bot.errors import StaleControl
from bot.export import Format
from handlers.actions.digest import subscribe
from handlers.actions.registry import action
from handlers.answers.breakdown import opened_report, own_breakdown, shown_report
from handlers.answers.export import take_history_away, take_report_away
from handlers.commands import raise_, trend
from handlers.context import Request


def _more_permission(control: Control) -> Permission:
    return Permission.SUBSCRIBE if control.text == controls.DIGEST else Permission.VIEW


def _more_replaces(control: Control) -> bool:
    return control.text in (controls.ALL, controls.FEWER)


@action(controls.REPORT_MORE, _more_permission, replaces=_more_replaces)
async def more(request: Request, control: Control) -> Message | None:
    """The menu: more or fewer versions, the breakdown, the trend, a weekly digest, an export, how it was read."""
    match control.text:
        case controls.ALL | controls.FEWER as table:
            every = table == controls.ALL
            return await own_breakdown(request, await shown_report(request, control), all_versions=every)
        case controls.TREND:
            versions = [control.version] if control.version else []
            return await trend.reply(request, await opened_report(request, control, as_is=True), versions)
        case controls.OPEN:
            return await own_breakdown(request, await opened_report(request, control))
        case controls.DIGEST:
            return await subscribe(request, control)
        case controls.EXPORT:
            return export_choice(await shown_report(request, control), request.texts)
        case controls.READING:
            await _explain(request, control)
            return None
        case _:
            raise StaleControl


@action(controls.REPORT_SETTLE, Permission.GOVERN)
async def settle(request: Request, control: Control) -> None:
    """How to settle it: how the numbers were read, and what an operator sets."""
    await _explain(request, control, settle=True)


async def _explain(request: Request, control: Control, *, settle: bool = False) -> None:
    """Open "How we read this" about the day shown."""
    report = await shown_report(request, control)
    recommendation = await request.usecases.recommend_minimum(request.team_id, report)
    view = reading_view(recommendation, request.texts, request.zone, settle=settle)
    await request.open_view(view)


@action(controls.REPORT_EXPORT, Permission.VIEW)
async def export(request: Request, control: Control) -> Message:
    """The formats: the day shown, or all stored days until then, as a file."""
    report = await shown_report(request, control)
    if control.text == controls.HISTORY:
        return await take_history_away(request, report, Format.CSV)
    if control.text not in list(Format):
        raise StaleControl
    return await take_report_away(request, report, Format(control.text))


@action(controls.REPORT_OPEN, Permission.VIEW)
async def open_(request: Request, control: Control) -> Message:
    """Open breakdown, from a digest or a shared message: the current one, or that of the earlier day shown."""
    return await own_breakdown(request, await opened_report(request, control))


@action(controls.REPORT_REFRESH, Permission.VIEW, replaces=True)
async def refresh(request: Request, control: Control) -> Message:
    """Ask WeChat again: read it now, and replace the breakdown by the new one."""
    usecases = request.usecases
    program = await usecases.visible_programs.existing(request.viewpoint, control.appid)
    report = await usecases.read_report(request.team_id, program, now=request.now, refresh=True)
    return await own_breakdown(request, report)


@action(controls.REPORT_SHARE, Permission.SHARE, replaces=True)
async def share(request: Request, control: Control) -> Message:
    """Share: post the breakdown of the day shown, in the installation's language, and confirm."""
    requester = request.requester
    report = await shown_report(request, control)
    recommendation = await request.usecases.recommend_minimum(request.team_id, report)
    shared = breakdown(
        recommendation, request.deps.default_texts, request.zone, now=request.now, shared_by=requester.user_id
    )
    await request.usecases.share_message(requester.team_id, requester.channel_id, shared, now=request.now)
    return await own_breakdown(request, report, shared=True)


@action(controls.REPORT_WHAT_IF, Permission.VIEW)
async def what_if(request: Request, control: Control) -> Message:
    """What if the minimum were ...: the loss at the chosen version on the breakdown's day, like `/baselib raise`."""
    if control.version is None:
        raise StaleControl
    return await raise_.reply(request, await opened_report(request, control), control.version)
