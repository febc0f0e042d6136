"""What another minimum would cost, and how high it can be."""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from bot.domain.numbers.version import Version
from bot.domain.report.report import Report
from bot.domain.what_if.answers import CoverAnswer, Forecasts, RaiseAnswer, cover_answer, neighbours, raise_answer
from bot.usecases.forecast import MakeForecasts
from bot.usecases.report.kept_reports import ReadHistory


@dataclass(frozen=True)
class RaiseMinimum:
    """`/baselib raise <version>` and the select "What if the minimum were ..."."""

    read_history: ReadHistory
    make_forecasts: MakeForecasts

    async def __call__(self, team_id: str, report: Report, version: Version) -> RaiseAnswer:
        """The loss at a version and its neighbours: earlier, on the day of a report, and in the weeks to come.

        Raises:
            MeaningUnproved: no meaning fits the report's numbers.
            StorageUnavailable: the history cannot be read, or the forecasts not be kept.
        """
        around = [version, *neighbours(report.computed(), version)]
        report, history = await self.read_history(team_id, report)
        guaranteed = report.minimum is not None and version <= report.minimum
        forecasts = await _forecasts(self.make_forecasts, team_id, report, () if guaranteed else around)
        return await asyncio.to_thread(raise_answer, report, version, history, forecasts)


@dataclass(frozen=True)
class FindHighestMinimum:
    """`/baselib cover <percent>`."""

    read_history: ReadHistory
    make_forecasts: MakeForecasts

    async def __call__(self, team_id: str, report: Report, target: Decimal) -> CoverAnswer:
        """The highest minimum that keeps a share of users (a fraction), and when the next one does.

        Raises:
            MeaningUnproved, StorageUnavailable: as `RaiseMinimum`.
        """
        losses, highest = report.computed(), report.highest_keeping(target)
        above = losses.next_higher(highest) if highest else None
        report, history = await self.read_history(team_id, report)
        forecasts = await _forecasts(self.make_forecasts, team_id, report, (highest, above, report.minimum))
        return await asyncio.to_thread(cover_answer, report, target, history, forecasts)


async def _forecasts(
    make_forecasts: MakeForecasts, team_id: str, report: Report, versions: Iterable[Version | None]
) -> Forecasts:
    wanted = [version for version in versions if version]
    return dict(zip(wanted, await make_forecasts.each(team_id, report, wanted), strict=True))
