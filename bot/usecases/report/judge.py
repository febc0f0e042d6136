"""Reports on a program's snapshots, each judged by those before it."""

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Final

from bot.domain.forecast.history import MEMORY
from bot.domain.numbers.public import COMPARABLE_FOR
from bot.domain.numbers.snapshot import Snapshot, first_of_weeks
from bot.domain.numbers.visible import Visible
from bot.domain.programs.program import ALL_OF_WECHAT, Program
from bot.domain.report.broken import LOOKED_BACK, Broken
from bot.domain.report.report import COMPARED_WITH, Listed, Past, Report, judged
from bot.lib.cache import VersionedCache
from bot.ports.numbers import Snapshots
from bot.usecases.report.breaks import look_for_breaks
from bot.usecases.report.history import read_past

_REMEMBERED: Final = 100
"""Reports, each with its snapshot alone: some thirty kilobytes."""
_LISTED: Final = MEMORY + timedelta(days=30)
"""What every part of an answer looks back at, also when its newest snapshot is some weeks old."""
_Key = tuple[str, str, date]


@dataclass(frozen=True, slots=True)
class _Own:
    """What a program's own snapshots say."""

    report: Report
    enough: bool
    """Whether they are enough to tell a break."""


@dataclass(frozen=True)
class JudgeSnapshots:
    """To read and judge the week before, and the months in which breaks are looked for, takes some ten milliseconds.

    So reports are remembered; each is good while the same snapshots of a year are kept, which one query tells. Nothing
    else is part of them: the program, with its labels, is that of the question.
    """

    snapshots: Snapshots
    remembered: VersionedCache[_Key, _Own] = field(default_factory=lambda: VersionedCache(_REMEMBERED), repr=False)

    async def list(self, team_id: str, appid: Visible, day: date, *, until: date | None = None) -> Listed:
        """What is kept by a day, or also of later ones.

        Raises:
            StorageUnavailable: it cannot be looked up.
        """
        since = max(day, date.min + _LISTED) - _LISTED
        return Listed(since, await self.snapshots.taken(team_id, appid, since=since, until=until))

    async def known(self, team_id: str, program: Program, listed: Listed) -> Report | None:
        """The report on the newest of some snapshots, if it is remembered.

        Raises:
            StorageUnavailable: the public numbers cannot be read.
        """
        if listed.newest is None:
            return None
        key, taken = (team_id, program.appid, listed.newest), listed.between(listed.newest - MEMORY, listed.newest)
        if taken is None or not self.remembered.holds(key, taken):
            return None
        report = await self._beside_all(team_id, self.remembered[key])
        # Users are counted at another hour than snapshots are taken.
        users = (await self.snapshots.users(team_id, [program.appid], until=listed.newest)).get(program.appid)
        if users != report.snapshot.users:
            report = replace(report, snapshot=replace(report.snapshot, users=users))
        return replace(report, program=program, listed=listed)

    async def __call__(
        self,
        team_id: str,
        program: Program,
        snapshot: Snapshot,
        *,
        listed: Listed | None = None,
        past: Past | None = None,
    ) -> Report:
        """A report on a snapshot.

        Args:
            listed: what was kept before it was read; with it the report is remembered.
            past: those before it that were read already.

        Raises:
            StorageUnavailable: those before it cannot be read.
        """
        first = snapshot.day - COMPARED_WITH
        past = past or (await self._past(team_id, snapshot, listed) if listed else None)
        report = Report(program, snapshot, past=past, listed=listed)
        report = await read_past(self.snapshots, team_id, report, since=first)
        past, recent = report.past or Past(first), report.history(first)
        breaks, apart = await look_for_breaks(self.snapshots, team_id, [*past.snapshots, snapshot], past.apart)
        own = _Own(judged(program, snapshot, recent, breaks), breaks.judged)
        if taken := listed.between(snapshot.day - MEMORY, snapshot.day) if listed else None:
            self.remembered.remember((team_id, program.appid, snapshot.day), taken, own)
        past = replace(past, apart=tuple(apart))
        return replace(await self._beside_all(team_id, own), past=past, listed=listed)

    async def _past(self, team_id: str, snapshot: Snapshot, listed: Listed) -> Past | None:
        """The week before a snapshot and the days in which breaks are looked for, read at once."""
        first = snapshot.day - COMPARED_WITH
        days = listed.between(snapshot.day - LOOKED_BACK, snapshot.day - timedelta(days=1))
        if days is None:
            return None
        apart = first_of_weeks(day for day in days if day < first)
        read = await self.snapshots.those(team_id, snapshot.appid, [*apart, *(day for day in days if day >= first)])
        return Past(
            first, tuple(each for each in read if each.day >= first), tuple(each for each in read if each.day < first)
        )

    async def newest(self, team_id: str, program: Program, *, until: date, within: timedelta) -> Report | None:
        """The report on the newest snapshot up to a day; None without one so short before it.

        Raises:
            StorageUnavailable: nothing can be looked up.
        """
        listed = await self.list(team_id, program.appid, until, until=until)
        if listed.newest is None or until - listed.newest > within:
            return None
        if known := await self.known(team_id, program, listed):
            return known
        snapshot = await self.snapshots.on(team_id, program.appid, listed.newest)
        return await self(team_id, program, snapshot, listed=listed) if snapshot else None

    async def _beside_all(self, team_id: str, own: _Own) -> Report:
        """The report, with the break of WeChat's public numbers for a program with too few of its own to tell."""
        report = own.report
        if own.enough or report.program.is_all_of_wechat:
            return report
        public = await self.newest(team_id, ALL_OF_WECHAT, until=report.snapshot.day, within=COMPARABLE_FOR)
        broken = public.broken if public else None
        return replace(report, broken=Broken(broken.found, of_all=True) if broken and broken.open else None)
