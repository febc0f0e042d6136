"""`baselib replay`: what an earlier day would have shown. Only reads."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.domain.access.roles import Viewpoint
from bot.domain.alerts.alert import Alert
from bot.domain.digest.digest import MOST_PROGRAMS
from bot.domain.fleet.asked import Asked
from bot.domain.numbers.visible import Visible
from bot.domain.programs.program import Program
from bot.domain.replay import JUDGED, Replay, Replayed, replayed
from bot.domain.report.as_of import AT_MOST_BEFORE
from bot.domain.report.report import Report
from bot.errors import NoProgram
from bot.ports.alerts import Alerts
from bot.ports.numbers import Snapshots
from bot.usecases.digest.compose import section_of
from bot.usecases.forecast import MakeForecasts
from bot.usecases.programs.visible import VisiblePrograms
from bot.usecases.report.as_of import ReportOn, check_day
from bot.usecases.report.history import read_past

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class ReplayDay:
    """The report, the digest's section and the alerts of a day, from nothing that was not known then."""

    report_on: ReportOn
    snapshots: Snapshots
    visible: VisiblePrograms
    alerts: Alerts
    make_forecasts: MakeForecasts

    async def __call__(self, team_id: str, day: date, program: Program | None, *, now: datetime) -> Replay:
        """Replay a day for one program, or for as many as there is room for.

        Args:
            day: a Chinese calendar day.
            program: None for all.

        Raises:
            NoProgram: there is none.
            DayToCome: the day lies in the future.
            NothingKept: the named or only program has no snapshot around that day.
            StorageUnavailable: nothing can be looked up.
        """
        check_day(day, now=now)
        everything = Viewpoint.everything(team_id)
        appids = [program.appid] if program else await self.visible.programs.appids(Asked(everything))
        if not appids:
            raise NoProgram(count=0)
        kept = appids if len(appids) == 1 else await self._kept(team_id, appids, day)
        shown = [program] if program else await self.visible.among(everything, kept[:MOST_PROGRAMS])
        alerts = await self.alerts.of_team(team_id)
        parts = [await self._part(team_id, await self.report_on(team_id, each, day, now=now), alerts) for each in shown]
        return Replay(day, tuple(parts), nothing_kept=len(appids) - len(kept), left_out=len(kept) - len(shown))

    async def _kept(self, team_id: str, appids: Sequence[Visible], day: date) -> Sequence[Visible]:
        """The programs that have something to show."""
        last = await self.snapshots.last_days(team_id, appids, before=day + _DAY)
        return [each for each in appids if each in last and day - last[each] <= AT_MOST_BEFORE]

    async def _part(self, team_id: str, report: Report, alerts: Sequence[Alert]) -> Replayed:
        program, first = report.program, report.snapshot.day - JUDGED
        report = await read_past(self.snapshots, team_id, report, since=first)
        section = await section_of(team_id, report, self.report_on.reports, self.make_forecasts)
        known = report.history(first)
        about = [alert for alert in alerts if alert.watches(program.appid, program.tags)]
        # Weeks of snapshots, judged one by one, take far longer than the event loop should wait.
        return await asyncio.to_thread(replayed, section, known, about)
