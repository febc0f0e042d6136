"""How coverage of some versions moved, and the picture of it."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.domain.numbers.version import Version
from bot.domain.report.report import Report
from bot.domain.trend.chart import ChartFile
from bot.domain.trend.trend import MOST_VERSIONS, TrendAnswer, trend_answer
from bot.errors import TooManyVersions
from bot.ports.charts import ChartDrawer
from bot.ports.slack import Files
from bot.usecases.forecast import MakeForecasts
from bot.usecases.report.kept_reports import ReadHistory, ReadPublicHistory


@dataclass(frozen=True)
class ReadTrend:
    """`/baselib trend`."""

    read_history: ReadHistory
    read_public: ReadPublicHistory
    make_forecasts: MakeForecasts

    async def __call__(self, team_id: str, report: Report, versions: Sequence[Version]) -> TrendAnswer:
        """Coverage over the weeks up to a report's day, what was left out, the public numbers beside it, the forecasts.

        Args:
            report: of now, of a message's day, or of a day looked back at.
            versions: those asked for; none for those that matter.

        Raises:
            TooManyVersions: more than there is room for in a chart.
            StorageUnavailable: the history cannot be read, or the forecasts not be kept.
        """
        if len(set(versions)) > MOST_VERSIONS:
            raise TooManyVersions(count=len(set(versions)), limit=MOST_VERSIONS)
        day = report.snapshot.day
        report, history = await self.read_history(team_id, report)
        beside = () if report.program.is_all_of_wechat else await self.read_public(until=day)
        answer = await asyncio.to_thread(trend_answer, report, history, versions, beside)
        checked_forecast = await self.make_forecasts.each(team_id, report, answer.awaited)
        return replace(answer, forecasts=tuple(each.safe for each in checked_forecast if each))


@dataclass(frozen=True)
class SendPicture:
    """Sends pictures as direct messages, like every file."""

    drawer: ChartDrawer
    files: Files

    async def __call__(self, team_id: str, user_id: str, file: ChartFile) -> None:
        """Send it as a PNG.

        Raises:
            ChartUndrawable, TooBusy: there is no picture.
            ChannelUnavailable, WorkspaceUnavailable, SlackRefused, SlackBusy, SlackUnclear: it was not sent.
        """
        picture = await self.drawer.draw(file.chart, *file.instead)
        await self.files.send(team_id, user_id, file.name, picture, comment=file.comment, alt_text=file.alt_text)
