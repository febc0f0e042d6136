"""What a recommendation needs beside today's numbers: four weeks ago, and when the next minimum is safe."""

import asyncio
from dataclasses import dataclass
from datetime import timedelta

from bot.domain.recommendation import Recommendation, recommend, versions_to_forecast
from bot.domain.report.report import Report
from bot.ports.numbers import Snapshots
from bot.usecases.forecast import MakeForecasts
from bot.usecases.report.kept_reports import read_past

HISTORY = timedelta(weeks=5)
"""As far back as answers about a minimum look, so that all compare with the same day."""


@dataclass(frozen=True)
class RecommendMinimum:
    """The breakdown's candidates for the minimum."""

    snapshots: Snapshots
    make_forecasts: MakeForecasts

    async def __call__(self, team_id: str, report: Report) -> Recommendation:
        """The recommendation that a report leads to.

        Raises:
            StorageUnavailable: the history cannot be read.
        """
        if report.losses is None:
            return recommend(report)
        since, versions = report.snapshot.day - HISTORY, versions_to_forecast(report)
        report, checked = await self.make_forecasts.with_past(team_id, report, versions)
        report = await read_past(self.snapshots, team_id, report, since=since)
        forecasts = {version: each.safe if each else None for version, each in zip(versions, checked, strict=True)}
        # Five weeks of long lists take 10 ms: too long for the event loop.
        return await asyncio.to_thread(recommend, report, report.history(since)[:-1], forecasts)
