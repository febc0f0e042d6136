"""How coverage of some versions moved."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.domain.program import Program
from bot.domain.report import Report
from bot.domain.trend import MOST_VERSIONS, TrendAnswer, trend_answer
from bot.domain.version import Version
from bot.errors import TooManyVersions
from bot.usecases.foresee import Foresee
from bot.usecases.read_history import ReadHistory, ReadPublicHistory
from bot.usecases.read_report import ReadReport


@dataclass(frozen=True)
class ReadTrend:
    """`/baselib trend`."""

    read_report: ReadReport
    read_history: ReadHistory
    read_public: ReadPublicHistory
    foresee: Foresee

    async def __call__(
        self, team_id: str, program: Program, versions: Sequence[Version], *, now: datetime
    ) -> TrendAnswer:
        """Coverage over the kept weeks, what was left out of them, WeChat at large beside it, and what is to come.

        Args:
            team_id: the workspace.
            program: whose users.
            versions: those asked for; none for those that matter.
            now: UTC.

        Raises:
            TooManyVersions: more than there is room for in a chart.
            OperatorError, TemporaryError: as `ReadReport`.
        """
        return await self.of(team_id, await self.read_report(team_id, program, now=now), versions)

    async def of(self, team_id: str, report: Report, versions: Sequence[Version]) -> TrendAnswer:
        """The same, up to the day of a report that is there already: of the one that a message shows, for example.

        Raises:
            TooManyVersions: more than there is room for in a chart.
            StorageUnavailable: the history cannot be read, or what is expected not be kept.
        """
        if len(set(versions)) > MOST_VERSIONS:
            raise TooManyVersions(count=len(set(versions)), limit=MOST_VERSIONS)
        day = report.snapshot.day
        history = await self.read_history(team_id, report.program.appid, until=day)
        answer = trend_answer(report, history, versions, await self.read_public(until=day))
        foreseen = [await self.foresee(team_id, report, version) for version in answer.awaited]
        return replace(answer, forecasts=tuple(each.safe for each in foreseen if each))
