"""Buttons of a trend: download as a picture, share."""

from bot.blocks.kit.controls import TREND_PICTURE, TREND_SHARE, Control
from bot.blocks.kit.elements import Message, sentence_message
from bot.blocks.trend.picture import trend_picture
from bot.blocks.trend.trend import trend_message
from bot.domain.access.roles import Permission
from bot.domain.trend.parse import parse_trend
from bot.domain.trend.trend import TrendAnswer
from bot.errors import StaleControl
from handlers.actions.registry import action
from handlers.answers.breakdown import shown_report
from handlers.context import Request


@action(TREND_PICTURE, Permission.VIEW)
async def picture(request: Request, control: Control) -> Message:
    """Download PNG: send the requester the chart of the trend shown, in their language."""
    t, trend = request.texts, await _shown_trend(request, control)
    if trend.chart is None:
        raise StaleControl
    file = trend_picture(trend, t)
    await request.usecases.send_picture(request.team_id, request.requester.user_id, file)
    return sentence_message(t("file-sent", name=file.name))


@action(TREND_SHARE, Permission.SHARE, replaces=True)
async def share(request: Request, control: Control) -> Message:
    """Share to channel: post the trend of the day shown, in the installation's language, and confirm."""
    requester, now = request.requester, request.now
    answered = await _shown_trend(request, control)
    public = trend_message(answered, request.deps.default_texts, request.zone, now=now, shared_by=requester.user_id)
    await request.usecases.share_message(requester.team_id, requester.channel_id, public, now=now)
    return trend_message(answered, request.texts, request.zone, now=now, shared=True)


async def _shown_trend(request: Request, control: Control) -> TrendAnswer:
    """The trend of the day and versions that the message shows.

    Raises:
        StaleControl: the program is gone, or nothing is stored of that day.
    """
    report = await shown_report(request, control)
    _, versions = parse_trend(control.text.split())
    return await request.usecases.read_trend(request.team_id, report, versions)
