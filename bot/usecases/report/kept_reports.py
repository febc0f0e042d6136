"""Reports on a program's kept days, each as it was judged when it was kept."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Final

from bot.domain.forecast.history import MEMORY
from bot.domain.numbers.before import Before, before
from bot.domain.numbers.judgement import Break
from bot.domain.numbers.snapshot import Snapshot
from bot.domain.numbers.visible import OF_ALL, Visible
from bot.domain.programs.program import Program
from bot.domain.report.broken import Broken, publicly_broken
from bot.domain.report.report import Listed, Past, Report
from bot.lib.cache import VersionedCache
from bot.ports.numbers import Snapshots
from bot.usecases.report.history import read_past

_LISTED: Final = MEMORY + timedelta(days=30)
"""What every part of an answer looks back at, also when its newest snapshot is some weeks old."""
_DAY: Final = timedelta(days=1)
_PROGRAMS: Final = 100
LAST_DAY: Final = date.max - _DAY
"""For the newest of all."""


@dataclass(frozen=True)
class KeptReports:
    """Makes reports of judged snapshots. One that is still to be judged is judged at once."""

    snapshots: Snapshots
    remembered: VersionedCache[tuple[str, str, date, Break | None], Before | None] = field(
        default_factory=lambda: VersionedCache(_PROGRAMS), repr=False
    )
    """What was before the break that goes on, of programs that were asked about lately."""

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
        """Return the report on a snapshot.

        Args:
            team_id: the workspace.
            program: with its labels.
            snapshot: one of its own.
            listed: what was kept before it was read.
            past: those before it that were read already.
            looking_back: read them as far back as forecasts look, in one read instead of two.

        Raises:
            StorageUnavailable: those before it cannot be read.
        """
        snapshot = await self._judged(team_id, snapshot, await self._turn())
        report, count = Report(program, snapshot, past=past, listed=listed), snapshot.judgement.count
        if not looking_back or listed is None:
            return await self._with_before(team_id, report)
        key = (team_id, program.appid, snapshot.day, count.found if count else None)
        if self.remembered.holds(key, listed.taken):  # the other parts of an answer, too, know what they look back at
            return replace(report, before=self.remembered[key])
        report = await read_past(self.snapshots, team_id, report, since=snapshot.day - MEMORY)
        report = await self._with_before(team_id, report)
        self.remembered.remember(key, listed.taken, report.before)
        return report

    async def _turn(self) -> str:
        public = await self.snapshots.public(LAST_DAY)
        return public.turn if public else ""

    async def _judged(self, team_id: str, snapshot: Snapshot, turn: str) -> Snapshot:
        """Return a snapshot judged by the present rules, and the newest of a program by the present public count."""
        appid = snapshot.appid
        newest = None if appid == OF_ALL else (await self.snapshots.judgements(team_id, [appid])).get(appid)
        waits = newest is not None and (not newest.known or (newest.day == snapshot.day and newest.turn != turn))
        if snapshot.judgement.known and not waits:
            return snapshot
        await self.snapshots.judge_again(team_id, [appid])
        return await self.snapshots.on(team_id, appid, snapshot.day) or snapshot

    async def _with_before(self, team_id: str, report: Report) -> Report:
        count = report.judgement.count
        if count is None or not count.before:
            return report
        first = min(count.before)
        if report.past and report.past.since <= first:
            week: Sequence[Snapshot] = [each for each in report.past.snapshots if each.day in count.before]
        else:
            week = await self.snapshots.those(team_id, report.program.appid, count.before)
        # A week of long lists takes some milliseconds: too long for the event loop.
        return replace(report, before=await asyncio.to_thread(before, count.found.since, week))

    async def newest(self, team_id: str, program: Program, *, until: date, within: timedelta) -> Report | None:
        """Return the report on the newest snapshot up to a day; None without one so short before it.

        Raises:
            StorageUnavailable: nothing can be looked up.
        """
        listed = await self.list(team_id, program.appid, until, until=until)
        if listed.newest is None or until - listed.newest > within:
            return None
        snapshot = await self.snapshots.on(team_id, program.appid, listed.newest)
        return await self(team_id, program, snapshot, listed=listed) if snapshot else None

    async def newest_of(self, team_id: str, programs: Sequence[Program], *, until: date) -> Mapping[str, Report]:
        """Return the reports on some programs' newest snapshots up to a day, by AppID; those without one are missing.

        Raises:
            StorageUnavailable: nothing can be looked up.
        """
        newest = await self.snapshots.newest(team_id, [each.appid for each in programs], before=until + _DAY)
        turn, found = await self._turn(), dict[str, Report]()
        for program in programs:
            if program.appid in newest:
                snapshot = await self._judged(team_id, newest[program.appid], turn)
                found[program.appid] = await self._with_before(team_id, Report(program, snapshot))
        return found

    async def public_break(self, day: date) -> Broken | None:
        """Return the break of WeChat's public numbers that concerns a day; None without one.

        Raises:
            StorageUnavailable: nothing can be looked up.
        """
        public = await self.snapshots.public(day)
        return publicly_broken(public, day) if public else None
