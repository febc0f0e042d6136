"""The report as it would have been on an earlier day."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from bot.domain.numbers.before import Before, before_of
from bot.domain.numbers.snapshot import Snapshot, snapshot_day
from bot.domain.programs.program import Program
from bot.domain.report.as_of import AT_MOST_BEFORE
from bot.domain.report.report import Report
from bot.errors import DayToCome, NothingKept
from bot.usecases.report.kept_reports import KeptReports

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class ReportOn:
    """The report of a day, from nothing that was not known then. Only reads."""

    reports: KeptReports

    async def __call__(self, team_id: str, program: Program, day: date, *, now: datetime) -> Report:
        """The numbers of that day, else those of the days right before it.

        Args:
            day: a Chinese calendar day.

        Raises:
            DayToCome: it lies in the future.
            NothingKept: nothing is kept of it, nor of the three days before.
            StorageUnavailable: nothing can be looked up.
        """
        check_day(day, now=now)
        report = await self.reports.newest(team_id, program, until=day, within=AT_MOST_BEFORE)
        if report is None:
            raise await self._nothing(team_id, program, day)
        return replace(report, as_of=day)

    async def every(self, team_id: str, program: Program, *, until: date) -> Sequence[Report]:
        """A report on every day kept, oldest first, up to a day.

        Raises:
            StorageUnavailable: nothing can be looked up.
        """
        snapshots = self.reports.snapshots
        kept = await snapshots.since(team_id, program.appid, date.min, until=until)
        if await self.reports.judge(team_id, program.appid, kept):
            kept = await snapshots.since(team_id, program.appid, date.min, until=until)
        # A hundred distributions take tens of milliseconds: too long for the event loop.
        return await asyncio.to_thread(_each, program, kept)

    async def _nothing(self, team_id: str, program: Program, day: date) -> NothingKept:
        days = sorted(await self.reports.snapshots.taken(team_id, program.appid, since=date.min))
        nearest = min(days, key=lambda other: abs(other - day), default=None)
        suggestion = nearest.isoformat() if nearest else ""
        return NothingKept(program=program.name, day=day.isoformat(), suggestion=suggestion)


def check_day(day: date, *, now: datetime) -> None:
    """Refuse a future day.

    Raises:
        DayToCome: it lies in the future.
    """
    today = snapshot_day(now)
    if day > today:
        raise DayToCome(day=day.isoformat(), today=today.isoformat())


def _each(program: Program, kept: Sequence[Snapshot]) -> list[Report]:
    lists = {each.day: each for each in kept}
    known: dict[date, Before | None] = {}
    found = []
    for each in kept:
        count = each.judgement.count
        if count and count.found.since not in known:
            known[count.found.since] = before_of(count, lists)
        found.append(Report(program, each, before=known[count.found.since] if count else None))
    return found
