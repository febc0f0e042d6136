"""A program's past snapshots, each read and judged once for a question.

To read and judge a hundred takes tens of milliseconds.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from bot.domain.numbers.public import COMPARABLE_FOR, PublicSnapshot, sound_ones
from bot.domain.numbers.snapshot import Snapshot
from bot.domain.programs.program import ALL_OF_WECHAT, Program
from bot.domain.report.broken import Broken
from bot.domain.report.report import COMPARED_WITH, Past, Report, judged
from bot.domain.trend.history import HISTORY, History, history_of
from bot.lib.cache import VersionedCache
from bot.ports.numbers import PublicSnapshots, Snapshots
from bot.usecases.report.breaks import LookForBreaks

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
    apart = {each.day: each for each in known.apart}
    read = await snapshots.since(team_id, report.program.appid, since, until=known.since - _DAY, without=list(apart))
    earlier = sorted([*read, *(each for day, each in apart.items() if day >= since)], key=lambda each: each.day)
    rest = tuple(each for each in known.apart if each.day < since)
    return replace(report, past=Past(since, (*earlier, *known.snapshots), rest))


async def read_report_on(
    look: LookForBreaks, team_id: str, program: Program, snapshot: Snapshot, *, past: Past | None = None
) -> Report:
    """A report on a snapshot, judged by those of the week before it, with the breaks of the last months.

    Args:
        look: finds the breaks; its snapshots are read.
        past: those before it that were read already.

    Raises:
        StorageUnavailable: the week cannot be read.
    """
    first = snapshot.day - COMPARED_WITH
    report = await read_past(look.snapshots, team_id, Report(program, snapshot, past=past), since=first)
    past = report.past or Past(first)
    breaks, apart = await look(team_id, snapshot, past.snapshots, past.apart)
    if not (breaks.judged or program.is_all_of_wechat):
        breaks = replace(breaks, concerning=await _break_of_all(look, team_id, snapshot.day))
    past = replace(past, apart=tuple(apart))
    return replace(judged(program, snapshot, report.history(first), breaks), past=past)


async def _break_of_all(look: LookForBreaks, team_id: str, day: date) -> Broken | None:
    """The break of WeChat's public numbers on a day, for a program with too few of its own to tell."""
    found = await look.snapshots.newest(team_id, [ALL_OF_WECHAT.appid], before=day + _DAY)
    newest = found.get(ALL_OF_WECHAT.appid)
    if newest is None or day - newest.day > COMPARABLE_FOR:
        return None
    broken = (await read_report_on(look, team_id, ALL_OF_WECHAT, newest)).broken
    return replace(broken, before=None, of_all=True) if broken and broken.open else None


@dataclass(frozen=True)
class ReadHistory:
    """Reads twenty weeks of a program. A cached history is good while the same snapshots are kept, which is checked."""

    snapshots: Snapshots
    remembered: VersionedCache[tuple[str, str, date], History] = field(
        default_factory=lambda: VersionedCache(_PROGRAMS), repr=False
    )

    async def __call__(self, team_id: str, report: Report) -> tuple[Report, History]:
        """The history that ends with a report's snapshot, and the report with what was read for it.

        Raises:
            StorageUnavailable: it cannot be read.
        """
        appid, until = report.program.appid, report.snapshot.day
        key, since = (team_id, appid, until), until - HISTORY
        if key in self.remembered:
            taken = await self.snapshots.taken(team_id, appid, since=since, until=until)
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
        if [_taken(each) for each in kept] != [_taken(each) for each in self._known[0]]:
            self._known = (kept, await asyncio.to_thread(sound_ones, kept))
        return self._known[1]


def _taken(snapshot: PublicSnapshot) -> tuple[date, datetime]:
    return snapshot.day, snapshot.taken_at
