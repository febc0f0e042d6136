"""The trend that a control stands on, read anew."""

from bot.blocks.controls import Control
from bot.domain.trend import TrendAnswer
from bot.domain.trend_words import parse_trend
from handlers.desk import Question


async def shown_trend(question: Question, control: Control) -> TrendAnswer:
    """Of the day and the versions that the message shows.

    Raises:
        StaleControl: the program is gone, or nothing is kept of that day.
    """
    usecases = question.usecases
    report = await usecases.kept_report(question.team_id, control.appid, control.day)
    _, versions = parse_trend(control.text.split())
    return await usecases.read_trend.of(question.team_id, report, versions)
