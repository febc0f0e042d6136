"""A program's past snapshots, each read and judged once for a question.

To read and judge a hundred takes tens of milliseconds.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from bot.domain.numbers.judgement import Break
from bot.domain.numbers.public import PublicSnapshot, sound_ones
from bot.domain.numbers.snapshot import Snapshot
from bot.domain.report.report import Past, Report
from bot.domain.trend.history import HISTORY, History, history_of
from bot.lib.cache import Taken, VersionedCache
from bot.ports.numbers import PublicSnapshots, Snapshots

_PROGRAMS = 12
"""Histories cached. Each takes half a megabyte, and a millisecond of Python's garbage collector, which
stops everything while it looks at all there is."""
_DAY = timedelta(days=1)


async def read_past(snapshots: Snapshots, team_id: str, report: Report, *, since: date) -> Report:
    """The report with its past since a day; reads only what it does not hold yet.

    Raises:
        StorageUnavailable: it cannot be read.
    """
    known = report.past or Past(report.snapshot.day)
    if known.since <= since:
        return report
    until = known.since - _DAY
    listed = report.listed.between(since, until) if report.listed else None
    earlier: Sequence[Snapshot] = ()
    if listed is None or listed:
        earlier = await snapshots.since(team_id, report.program.appid, since, until=until)
    return replace(report, past=Past(since, (*earlier, *known.snapshots)))


async def taken_since(snapshots: Snapshots, team_id: str, report: Report, first: date) -> Taken:
    """When the snapshots from a day up to the report's were taken; looked up unless the report has it.

    Raises:
        StorageUnavailable: it cannot be looked up.
    """
    last = report.snapshot.day
    listed = report.listed.between(first, last) if report.listed else None
    if listed is not None:
        return listed
    return await snapshots.taken(team_id, report.program.appid, since=first, until=last)


@dataclass(frozen=True)
class ReadHistory:
    """Reads twenty weeks of a program. A cached history is good while the same snapshots are kept, which is checked."""

    snapshots: Snapshots
    remembered: VersionedCache[tuple[str, str, date, tuple[Break, ...]], History] = field(
        default_factory=lambda: VersionedCache(_PROGRAMS), repr=False
    )

    async def __call__(self, team_id: str, report: Report) -> tuple[Report, History]:
        """The history that ends with a report's snapshot, and the report with what was read for it.

        Raises:
            StorageUnavailable: it cannot be read.
        """
        appid, until = report.program.appid, report.snapshot.day
        key, since = (team_id, appid, until, report.breaks), until - HISTORY
        if key in self.remembered:
            taken = await taken_since(self.snapshots, team_id, report, since)
            if self.remembered.holds(key, taken):
                return report, self.remembered[key]
        report = await read_past(self.snapshots, team_id, report, since=since)
        kept = report.history(since)
        history = await asyncio.to_thread(history_of, kept, report.breaks)
        return report, self.remembered.remember(key, {each.day: each.taken_at for each in kept}, history)


@dataclass
class ReadPublicHistory:
    """Twenty weeks of WeChat's public numbers, the sound ones."""

    public: PublicSnapshots
    _known: tuple[Sequence[PublicSnapshot], Sequence[PublicSnapshot]] = field(default=((), ()), repr=False)
    """The last answer of the database, and the sound ones in it: the same for every program."""

    async def __call__(self, *, until: date) -> Sequence[PublicSnapshot]:
        """The sound public numbers, oldest first.

        Raises:
            StorageUnavailable: they cannot be read.
        """
        kept = await self.public.since(until - HISTORY, until=until)
        if not all(each.judgement.known for each in kept) and await self.public.judge_all():
            kept = await self.public.since(until - HISTORY, until=until)
        if [_taken(each) for each in kept] != [_taken(each) for each in self._known[0]]:
            self._known = (kept, await asyncio.to_thread(sound_ones, kept))
        return self._known[1]


def _taken(snapshot: PublicSnapshot) -> tuple[date, datetime]:
    return snapshot.day, snapshot.taken_at
