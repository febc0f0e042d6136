"""Reports on a program's snapshots, each judged by those before it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Final

from bot.domain.forecast.history import MEMORY
from bot.domain.numbers.breaks import Break
from bot.domain.numbers.public import COMPARABLE_FOR
from bot.domain.numbers.snapshot import Snapshot, first_of_weeks
from bot.domain.numbers.suspicion import Suspicion
from bot.domain.numbers.version import Version
from bot.domain.numbers.visible import Visible
from bot.domain.numbers.withdrawal import Withdrawal
from bot.domain.programs.program import ALL_OF_WECHAT, Program
from bot.domain.report.broken import LOOKED_BACK, Breaks, Broken
from bot.domain.report.report import COMPARED_WITH, Listed, Past, Report, judged
from bot.lib.cache import Taken, VersionedCache
from bot.ports.numbers import Snapshots
from bot.usecases.report.breaks import look_for_breaks
from bot.usecases.report.history import read_past

_REMEMBERED: Final = 10_000
"""Kilobytes: a judgement takes one."""
_LIST: Final = 20
"""Kilobytes of a list of sixty versions, with what is computed of it. In a break a judgement holds a week's."""
_LISTED: Final = MEMORY + timedelta(days=30)
"""What every part of an answer looks back at, also when its newest snapshot is some weeks old."""
_DAY: Final = timedelta(days=1)
_Key = tuple[str, str, date, tuple[Break, ...]]


@dataclass(frozen=True, slots=True)
class _Judgement:
    """What a program's own snapshots say of one of them."""

    suspicions: tuple[Suspicion, ...]
    withdrawal: Withdrawal | None
    usually_safe: Version | None
    breaks: Breaks

    @property
    def weight(self) -> int:
        """Kilobytes."""
        broken = self.breaks.concerning
        return 1 + _LIST * len(broken.before.snapshots if broken and broken.before else ())

    def of(self, report: Report) -> Report:
        """The report with it."""
        return replace(
            report,
            suspicions=self.suspicions,
            withdrawal=self.withdrawal,
            broken=self.breaks.concerning,
            breaks=self.breaks.found,
            usually_safe=self.usually_safe,
        )


@dataclass(frozen=True)
class JudgeSnapshots:
    """To read and judge the week before, and the months in which breaks are looked for, takes some ten milliseconds.

    So judgements are remembered; each is good while the same snapshots of a year are kept, which one query tells, and
    while the public numbers show the same breaks. No snapshot is part of them, and no program with its labels: both are
    those of the question.
    """

    snapshots: Snapshots
    remembered: VersionedCache[_Key, _Judgement] = field(
        default_factory=lambda: VersionedCache(_REMEMBERED, lambda each: each.weight), repr=False
    )

    async def list(self, team_id: str, appid: Visible, day: date, *, until: date | None = None) -> Listed:
        """What is kept by a day, or also of later ones.

        Raises:
            StorageUnavailable: it cannot be looked up.
        """
        since = max(day, date.min + _LISTED) - _LISTED
        return Listed(since, await self.snapshots.taken(team_id, appid, since=since, until=until))

    async def __call__(
        self,
        team_id: str,
        program: Program,
        snapshot: Snapshot,
        *,
        listed: Listed | None = None,
        past: Past | None = None,
        looking_back: bool = False,
    ) -> Report:
        """A report on a snapshot.

        Args:
            listed: what was kept before it was read; with it the report is remembered.
            past: those before it that were read already.
            looking_back: what is read for it should reach back as far as forecasts do.

        Raises:
            StorageUnavailable: those before it cannot be read.
        """
        report = Report(program, snapshot, past=past, listed=listed)
        public = () if program.is_all_of_wechat else await self.public_breaks(team_id, snapshot.day)
        key, taken = (team_id, program.appid, snapshot.day, public), _taken(snapshot, listed)
        if taken and self.remembered.holds(key, taken):
            return self.remembered[key].of(report)
        if looking_back:  # in one read instead of two
            report = await read_past(self.snapshots, team_id, report, since=snapshot.day - MEMORY)
        elif listed and not past:
            report = replace(report, past=await self._past(team_id, snapshot, listed))
        report, judgement = await self._judge(team_id, report, public)
        if taken:
            self.remembered.remember(key, taken, judgement)
        return judgement.of(report)

    async def _judge(self, team_id: str, report: Report, public: Sequence[Break]) -> tuple[Report, _Judgement]:
        """The judgement, and the report with the past read for it."""
        snapshot, first = report.snapshot, report.snapshot.day - COMPARED_WITH
        report = await read_past(self.snapshots, team_id, report, since=first)
        past, recent, since = report.past or Past(first), report.history(first), snapshot.day - LOOKED_BACK
        whole = past.since <= since
        few = past.thinned_out(first, since) if whole else past
        kept = [*few.snapshots, snapshot]
        breaks, apart = await look_for_breaks(self.snapshots, team_id, kept, few.apart, public=public, past=past)
        found = judged(report.program, snapshot, recent, breaks)
        judgement = _Judgement(found.suspicions, found.withdrawal, found.usually_safe, breaks)
        return (report if whole else replace(report, past=replace(past, apart=tuple(apart)))), judgement

    async def _past(self, team_id: str, snapshot: Snapshot, listed: Listed) -> Past | None:
        """The week before a snapshot and the days in which breaks are looked for, read at once."""
        first = snapshot.day - COMPARED_WITH
        days = listed.between(snapshot.day - LOOKED_BACK, snapshot.day - _DAY)
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
        return await self._on(team_id, program, listed.newest, listed)

    async def _on(self, team_id: str, program: Program, day: date, listed: Listed) -> Report | None:
        snapshot = await self.snapshots.on(team_id, program.appid, day)
        return await self(team_id, program, snapshot, listed=listed) if snapshot else None

    async def newest_of(self, team_id: str, programs: Sequence[Program], *, until: date) -> Mapping[str, Report]:
        """The reports on some programs' newest snapshots up to a day, by AppID; those without one are missing.

        Raises:
            StorageUnavailable: nothing can be looked up.
        """
        newest = await self.snapshots.newest(team_id, [each.appid for each in programs], before=until + _DAY)
        reports: dict[str, Report] = {}
        for program in programs:
            if snapshot := newest.get(program.appid):
                listed = await self.list(team_id, program.appid, snapshot.day, until=snapshot.day)
                reports[program.appid] = await self(team_id, program, snapshot, listed=listed)
        return reports

    async def public_break(self, team_id: str, day: date) -> Broken | None:
        """The break of WeChat's public numbers that concerns a day; None without one, or without recent numbers.

        Raises:
            StorageUnavailable: nothing can be looked up.
        """
        report = await self.newest(team_id, ALL_OF_WECHAT, until=day, within=COMPARABLE_FOR)
        return report.broken if report else None

    async def public_breaks(self, team_id: str, day: date) -> tuple[Break, ...]:
        """Those of the months before a day, oldest first; none without recent public numbers.

        Raises:
            StorageUnavailable: nothing can be looked up.
        """
        appid = ALL_OF_WECHAT.appid
        listed = await self.list(team_id, appid, day, until=day)
        newest = listed.newest
        if newest is None or day - newest > COMPARABLE_FOR:
            return ()
        # Every answer asks: where they are judged, one query tells that nothing is newer.
        key, taken = (team_id, appid, newest, ()), listed.between(newest - MEMORY, newest)
        if taken and self.remembered.holds(key, taken):
            return self.remembered[key].breaks.found
        report = await self._on(team_id, ALL_OF_WECHAT, newest, listed)
        return report.breaks if report else ()


def _taken(snapshot: Snapshot, listed: Listed | None) -> Taken | None:
    """When those were taken that a judgement rests on; None when that is not known, or it was replaced meanwhile."""
    taken = listed.between(snapshot.day - MEMORY, snapshot.day) if listed else None
    return taken if taken and taken.get(snapshot.day) == snapshot.taken_at else None
