"""What raising the minimum to a version would cost."""

import asyncio
from dataclasses import dataclass, replace

from bot.domain.numbers.version import Version
from bot.domain.report.report import Report
from bot.domain.what_if import RaiseAnswer, raise_answer
from bot.ports.numbers import Snapshots
from bot.usecases.forecast import MakeForecasts
from bot.usecases.recommendation import HISTORY
from bot.usecases.report.history import read_past


@dataclass(frozen=True)
class RaiseMinimum:
    """`/baselib raise <version>` and the select "What if the minimum were ..."."""

    snapshots: Snapshots
    make_forecasts: MakeForecasts

    async def __call__(self, team_id: str, report: Report, version: Version) -> RaiseAnswer:
        """The loss at a version on the day of a report, earlier and at its neighbours; and when it will be safe.

        Raises:
            MeaningUnproved: the report's numbers do not say what they mean.
        """
        since, distribution = report.snapshot.day - HISTORY, report.computed()
        report = await read_past(self.snapshots, team_id, report, since=since)
        # Five weeks of long lists take 10 ms: too long for the event loop.
        answer = await asyncio.to_thread(raise_answer, report, distribution, version, report.history(since))
        if answer.already_guaranteed:
            return answer
        return replace(answer, checked_forecast=await self.make_forecasts(team_id, report, version))
