"""The trend that a control stands on, read anew."""

from bot.blocks.controls import Control
from bot.domain.trend import TrendAnswer
from bot.domain.trend_words import parse_trend
from handlers.breakdowns import shown_report
from handlers.desk import Question


async def shown_trend(question: Question, control: Control) -> TrendAnswer:
    """Of the day and the versions that the message shows.

    Raises:
        StaleControl: the program is gone, or nothing is kept of that day.
    """
    report = await shown_report(question, control)
    _, versions = parse_trend(control.text.split())
    return await question.usecases.read_trend(question.team_id, report, versions)
