"""The newest snapshots of some programs and their suspicions, for callers that ask again and again."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import groupby
from operator import attrgetter
from typing import Final

from cachetools import LRUCache

from bot.domain.numbers.public import COMPARABLE_FOR
from bot.domain.numbers.snapshot import Snapshot, snapshot_day
from bot.domain.numbers.suspicion import Suspicion
from bot.domain.numbers.version import Version
from bot.domain.numbers.visible import Visible
from bot.domain.numbers.withdrawal import Withdrawal
from bot.domain.programs.program import ALL_OF_WECHAT, Program
from bot.domain.report.broken import Breaks, Broken
from bot.domain.report.report import COMPARED_WITH, Report, judged
from bot.lib.batches import batches
from bot.ports.numbers import Snapshots
from bot.usecases.report.breaks import look_for_breaks

_MOST: Final = 10_000
_AT_ONCE: Final = 100
"""Programs: each newest snapshot is some thirty kilobytes."""
_DAY: Final = attrgetter("day")


@dataclass(frozen=True, slots=True)
class _Judgement:
    """The judgement of a snapshot by those before it."""

    taken_at: datetime
    suspicions: tuple[Suspicion, ...]
    withdrawal: Withdrawal | None
    usually_safe: Version | None
    breaks: Breaks

    def report(self, program: Program, snapshot: Snapshot) -> Report:
        """The report on the snapshot, with this judgement."""
        return Report(
            program,
            snapshot,
            self.suspicions,
            withdrawal=self.withdrawal,
            broken=self.breaks.concerning,
            breaks=self.breaks.found,
            usually_safe=self.usually_safe,
        )


@dataclass(frozen=True)
class NewestReports:
    """Reads kept data alone. The week before a snapshot does not change, so each is judged once."""

    snapshots: Snapshots
    _known: LRUCache[tuple[str, str], _Judgement] = field(default_factory=lambda: LRUCache(_MOST), repr=False)

    async def __call__(self, team_id: str, programs: Sequence[Program], *, before: date) -> Mapping[str, Report]:
        """The reports by AppID; programs without a snapshot are missing.

        Args:
            before: only snapshots of earlier Chinese calendar days count.

        Raises:
            StorageUnavailable: nothing can be looked up.
        """
        found = await self._judgements(team_id, [program.appid for program in programs], before)
        return {
            each.appid: judgement.report(each, kept)
            for each in programs
            if each.appid in found
            for kept, judgement in [found[each.appid]]
        }

    async def breaks(self, team_id: str, appids: Sequence[Visible]) -> Mapping[str, Broken]:
        """The breaks that go on, by AppID: a program's own, or that of all where it has too few readings to tell.

        Takes some twenty milliseconds for each program that was not judged yet.

        Raises:
            StorageUnavailable: nothing can be looked up.
        """
        public = (await self(team_id, [ALL_OF_WECHAT], before=date.max)).get(ALL_OF_WECHAT.appid)
        found: dict[str, Broken] = {}
        for some in batches(appids, _AT_ONCE):
            for appid, (kept, judgement) in (await self._judgements(team_id, some, date.max)).items():
                own = judgement.breaks
                broken = own.concerning if own.judged else _of_all(public, kept.day)
                if broken and broken.open:
                    found[appid] = Broken(broken.found, of_all=not own.judged)
        return found

    async def _judgements(
        self, team_id: str, appids: Sequence[Visible], before: date
    ) -> Mapping[str, tuple[Snapshot, _Judgement]]:
        newest = await self.snapshots.newest(team_id, appids, before=before)
        found = {
            appid: known
            for appid, kept in newest.items()
            if (known := self._known.get((team_id, appid))) and known.taken_at == kept.taken_at
        }
        found |= await self._judge(team_id, [kept for appid, kept in newest.items() if appid not in found])
        return {appid: (kept, found[appid]) for appid, kept in newest.items()}

    async def _judge(self, team_id: str, snapshots: Sequence[Snapshot]) -> Mapping[str, _Judgement]:
        found: dict[str, _Judgement] = {}
        for day, some in groupby(sorted(snapshots, key=_DAY), key=_DAY):
            those = list(some)
            appids = [kept.appid for kept in those]
            weeks = await self.snapshots.recent(team_id, appids, since=day - COMPARED_WITH, before=day)
            breaks: dict[str, Breaks] = {
                kept.appid: (await look_for_breaks(self.snapshots, team_id, [*weeks.get(kept.appid, ()), kept]))[0]
                for kept in those
            }
            # Twenty programs take tens of milliseconds: too long for the event loop.
            found |= await asyncio.to_thread(_judged, those, weeks, breaks)
        for appid, judgement in found.items():
            self._known[team_id, appid] = judgement
        return found


async def public_break(newest_reports: NewestReports, team_id: str, *, now: datetime) -> Broken | None:
    """The break of WeChat's public numbers that concerns today; None without one, or without recent numbers.

    Raises:
        StorageUnavailable: nothing can be looked up.
    """
    today = snapshot_day(now)
    found = await newest_reports(team_id, [ALL_OF_WECHAT], before=today + timedelta(days=1))
    report = found.get(ALL_OF_WECHAT.appid)
    return report.broken if report and today - report.snapshot.day <= COMPARABLE_FOR else None


def _of_all(public: Report | None, day: date) -> Broken | None:
    """The break of WeChat's public numbers, where it concerns a day."""
    broken = public.broken if public and day - public.snapshot.day <= COMPARABLE_FOR else None
    return broken if broken and broken.found.since <= day else None


def _judged(
    snapshots: Sequence[Snapshot], weeks: Mapping[str, Sequence[Snapshot]], breaks: Mapping[str, Breaks]
) -> dict[str, _Judgement]:
    found: dict[str, _Judgement] = {}
    for kept in snapshots:
        report = judged(Program(kept.appid), kept, weeks.get(kept.appid, ()), breaks[kept.appid])
        found[kept.appid] = _Judgement(
            kept.taken_at, report.suspicions, report.withdrawal, report.usually_safe, breaks[kept.appid]
        )
    return found
