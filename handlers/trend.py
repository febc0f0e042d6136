"""Reads a trend again for a control on it."""

from bot.blocks.kit.controls import Control
from bot.domain.trend.parse import parse_trend
from bot.domain.trend.trend import TrendAnswer
from handlers.breakdowns import shown_report
from handlers.context import Request


async def shown_trend(request: Request, control: Control) -> TrendAnswer:
    """The trend of the day and versions that the message shows.

    Raises:
        StaleControl: the program is gone, or nothing is stored of that day.
    """
    report = await shown_report(request, control)
    _, versions = parse_trend(control.text.split())
    return await request.usecases.read_trend(request.team_id, report, versions)
