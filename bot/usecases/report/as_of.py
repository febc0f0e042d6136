"""The report as it would have been on an earlier day."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from bot.domain.numbers.breaks import find_breaks
from bot.domain.numbers.comparison import sound_ones
from bot.domain.numbers.snapshot import Snapshot, snapshot_day
from bot.domain.numbers.visible import OF_ALL
from bot.domain.programs.program import Program
from bot.domain.report.as_of import AT_MOST_BEFORE
from bot.domain.report.broken import LOOKED_BACK, breaks_by, breaks_of
from bot.domain.report.report import Report, judged
from bot.errors import DayToCome, NothingKept
from bot.usecases.report.judge import JudgeSnapshots

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class ReportOn:
    """The report of a day, from nothing that was not known then. Only reads."""

    judge: JudgeSnapshots

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
        report = await self.judge.newest(team_id, program, until=day, within=AT_MOST_BEFORE)
        if report is None:
            raise await self._nothing(team_id, program, day)
        return replace(report, as_of=day)

    async def every(self, team_id: str, program: Program, *, until: date) -> Sequence[Report]:
        """A report on every day kept, oldest first, up to a day.

        Raises:
            StorageUnavailable: nothing can be looked up.
        """
        kept = await self.judge.snapshots.since(team_id, program.appid, date.min, until=until)
        public: Sequence[Snapshot] = ()
        if kept and not program.is_all_of_wechat:
            public = await self.judge.snapshots.since(team_id, OF_ALL, kept[0].day - LOOKED_BACK, until=until)
        # A hundred distributions take tens of milliseconds: too long for the event loop.
        return await asyncio.to_thread(_each, program, kept, public)

    async def _nothing(self, team_id: str, program: Program, day: date) -> NothingKept:
        days = sorted(await self.judge.snapshots.taken(team_id, program.appid, since=date.min))
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


def _each(program: Program, kept: Sequence[Snapshot], public: Sequence[Snapshot]) -> list[Report]:
    sound = sound_ones(kept)
    found = breaks_of(kept, find_breaks(sound_ones(public))).found if kept else ()
    return [judged(program, each, kept, breaks_by(found, sound, each.day)) for each in kept]
