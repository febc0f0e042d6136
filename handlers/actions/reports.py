"""Controls of a breakdown: share, what if, and its menu."""

from collections.abc import Awaitable, Callable
from decimal import Decimal

from bot.blocks.can import can_message
from bot.blocks.kit import controls
from bot.blocks.kit.controls import (
    BESIDE,
    CALENDAR,
    CAN_OPEN,
    CAN_OPTION,
    CAN_SHARE,
    CAN_SUGGESTED,
    COVER_SHARE,
    COVER_TARGET,
    LOOK_BACK,
    LOOK_BACK_DAY,
    RAISE_SHARE,
    TREND_PICTURE,
    TREND_SHARE,
    WHAT_IF_HIGHER,
    WHAT_IF_LOWER,
    Control,
)
from bot.blocks.kit.elements import Message, sentence_message
from bot.blocks.report.frame import calendar_message
from bot.blocks.report.recommendation_text import reading_view
from bot.blocks.report.report import breakdown, export_choice
from bot.blocks.trend import trend_message
from bot.blocks.trend_picture import trend_picture
from bot.blocks.what_if import Reader
from bot.domain.access import Permission
from bot.domain.numbers.meaning import parse_percent
from bot.domain.numbers.version import Version
from bot.domain.trend import TrendAnswer, parse_trend
from bot.errors import BadPercent, StaleControl
from bot.export import Format
from bot.usecases.can import can_use
from bot.usecases.forecast import read_trend, recommend_minimum, send_picture
from handlers.actions.digest import subscribe
from handlers.actions.registry import action
from handlers.answers.reports import (
    can_answer,
    carried_program,
    carried_question,
    open_can,
    opened_report,
    own_breakdown,
    reader_of,
    shown_report,
    take_history_away,
    take_report_away,
)
from handlers.commands.registry import subcommands
from handlers.commands.report import reply_cover, reply_raise, reply_trend
from handlers.context import Request


def _more_permission(control: Control) -> Permission:
    return Permission.SUBSCRIBE if control.text == controls.DIGEST else Permission.VIEW


def _more_replaces(control: Control) -> bool:
    return control.text in (controls.ALL, controls.FEWER)


@action(controls.REPORT_MORE, _more_permission, replaces=_more_replaces)
async def more(request: Request, control: Control) -> Message | None:
    """Return the menu: more or fewer versions, breakdown, trend, a weekly digest, an export, how it was read."""
    match control.text:
        case controls.ALL | controls.FEWER as table:
            every = table == controls.ALL
            return await own_breakdown(request, await shown_report(request, control), all_versions=every)
        case controls.TREND:
            versions = [control.version] if control.version else []
            return await reply_trend(request, await opened_report(request, control, as_is=True), versions)
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
    recommendation = await recommend_minimum(request.usecases, request.team_id, report)
    view = reading_view(recommendation, request.texts, request.zone, settle=settle)
    await request.open_view(view)


@action(controls.REPORT_EXPORT, Permission.VIEW)
async def export(request: Request, control: Control) -> Message:
    """Return the formats: the day shown, or all stored days until then, as a file."""
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
    program = await usecases.visible.existing(request.viewpoint, control.appid)
    report = await usecases.read_report(request.team_id, program, now=request.now, refresh=True)
    return await own_breakdown(request, report)


@action(controls.REPORT_SHARE, Permission.SHARE, replaces=True)
async def share(request: Request, control: Control) -> Message:
    """Share: post the breakdown of the day shown, in the installation's language, and confirm."""
    requester = request.requester
    report = await shown_report(request, control)
    recommendation = await recommend_minimum(request.usecases, request.team_id, report)
    shared = breakdown(
        recommendation, request.deps.default_texts, request.zone, now=request.now, shared_by=requester.user_id
    )
    await request.usecases.share_message(requester.team_id, requester.channel_id, shared, now=request.now)
    return await own_breakdown(request, report, shared=True)


@action(controls.REPORT_WHAT_IF, Permission.VIEW)
async def what_if(request: Request, control: Control) -> Message:
    """Return what if the minimum were ....

    The loss at the chosen version on the breakdown's day, like `/baselib raise`.
    """
    if control.version is None:
        raise StaleControl
    return await reply_raise(request, await opened_report(request, control), control.version)


@action(LOOK_BACK, Permission.VIEW)
async def look_back(request: Request, control: Control) -> Message | None:
    """Answer the command as if it had been typed with the day; or ask for the day."""
    command = subcommands().get(control.choice)
    if command is None or not command.takes.on:
        raise StaleControl
    program = await request.usecases.visible.existing(request.viewpoint, control.appid)
    if control.only == CALENDAR and control.day is None:
        return calendar_message(control, program.name, request.texts)
    options = ["--and" if control.only == BESIDE else "--on", control.day.isoformat()] if control.day else []
    return await command(request, [*control.text.split(), program.appid, *options])


@action(LOOK_BACK_DAY, Permission.VIEW, replaces=True)
async def chosen_day(request: Request, control: Control) -> Message | None:
    """Replace the calendar by the answer for the chosen day."""
    if control.day is None:
        raise StaleControl
    return await look_back(request, control)


@action(TREND_PICTURE, Permission.VIEW)
async def picture(request: Request, control: Control) -> Message:
    """Download PNG: send the requester the chart of the trend shown, in their language."""
    t, trend = request.texts, await _shown_trend(request, control)
    if trend.chart is None:
        raise StaleControl
    file = trend_picture(trend, t)
    await send_picture(request.usecases, request.team_id, request.requester.user_id, file)
    return sentence_message(t("file-sent", name=file.name))


@action(TREND_SHARE, Permission.SHARE, replaces=True)
async def share_trend(request: Request, control: Control) -> Message:
    """Share to channel: post the trend of the day shown, in the installation's language, and confirm."""
    requester, now = request.requester, request.now
    answered = await _shown_trend(request, control)
    public = trend_message(answered, request.deps.default_texts, request.zone, now=now, shared_by=requester.user_id)
    await request.usecases.share_message(requester.team_id, requester.channel_id, public, now=now)
    return trend_message(answered, request.texts, request.zone, now=now, shared=True)


async def _shown_trend(request: Request, control: Control) -> TrendAnswer:
    """Return the trend of the day and versions that the message shows."""
    report = await shown_report(request, control)
    _, versions = parse_trend(control.text.split())
    return await read_trend(request.usecases, request.team_id, report, versions)


@action(WHAT_IF_LOWER, Permission.VIEW)
@action(WHAT_IF_HIGHER, Permission.VIEW)
async def nearest(request: Request, control: Control) -> Message:
    """Return a listed version next to the one asked about: like `/baselib raise`."""
    return await reply_raise(request, await opened_report(request, control), _version(control))


@action(COVER_TARGET, Permission.VIEW, replaces=True)
async def target(request: Request, control: Control) -> Message:
    """Return a chosen share: like `/baselib cover`."""
    return await reply_cover(request, await opened_report(request, control), _target(control))


@action(RAISE_SHARE, Permission.SHARE, replaces=True)
async def share_raise(request: Request, control: Control) -> Message:
    """Share to channel: post the answer of the day shown, in the installation's language, and confirm."""
    report, version = await shown_report(request, control), _version(control)
    return await _share(request, lambda reader: reply_raise(request, report, version, reader))


@action(COVER_SHARE, Permission.SHARE, replaces=True)
async def share_cover(request: Request, control: Control) -> Message:
    """Share to channel, as `share_raise`."""
    report, target = await shown_report(request, control), _target(control)
    return await _share(request, lambda reader: reply_cover(request, report, target, reader))


async def _share(request: Request, reply: Callable[[Reader], Awaitable[Message]]) -> Message:
    requester = request.requester
    public = await reply(reader_of(request, request.deps.default_texts, shared_by=requester.user_id))
    await request.usecases.share_message(requester.team_id, requester.channel_id, public, now=request.now)
    return await reply(reader_of(request, shared=True))


def _version(control: Control) -> Version:
    if control.version is None:
        raise StaleControl
    return control.version


def _target(control: Control) -> Decimal:
    try:
        return parse_percent(control.text)
    except BadPercent as error:
        raise StaleControl from error


@action(CAN_OPEN, Permission.VIEW)
async def check_others(request: Request, control: Control) -> None:
    """Check other APIs: open the form, filled with the previous question."""
    question, program = await carried_question(request, control), await carried_program(request, control)
    await open_can(request, question, program)


@action(CAN_OPTION, Permission.VIEW)
@action(CAN_SUGGESTED, Permission.VIEW, replaces=True)
async def answer_option(request: Request, control: Control) -> Message:
    """Answer for an API offered under an answer, as if it had been typed.

    An option that needs more than its method is answered in a new message; a suggested name, or the other table,
    replaces the message.
    """
    return await can_answer(request, await carried_question(request, control))


@action(CAN_SHARE, Permission.SHARE, replaces=True)
async def share_can(request: Request, control: Control) -> Message:
    """Share to channel: post the answer for the day shown, in the installation's language, and confirm."""
    requester = request.requester
    question, program = await carried_question(request, control), await carried_program(request, control)
    found = await can_use(request.usecases, requester.team_id, question, program, now=request.now, day=control.day)
    everybody = request.deps.default_texts
    public = can_message(found, everybody, request.zone, now=request.now, shared_by=requester.user_id)
    await request.usecases.share_message(requester.team_id, requester.channel_id, public, now=request.now)
    return can_message(found, request.texts, request.zone, now=request.now, shared=True)
