"""A fleet at a glance, from snapshots: thousands of readings would take too long."""

import asyncio
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from difflib import get_close_matches
from typing import Final

from bot.domain.access.roles import Viewpoint
from bot.domain.fleet.report import Filter, FleetReport, Sort, fleet_report
from bot.domain.fleet.row import FleetRow
from bot.domain.numbers.snapshot import snapshot_day
from bot.domain.numbers.summary import Summary, summarise
from bot.domain.programs.index import ProgramIndex
from bot.domain.programs.typed_text import folded
from bot.errors import NoProgram, UnknownTag
from bot.lib.batches import batches
from bot.ports.numbers import Snapshots
from bot.ports.sweep import ReadFailures
from bot.usecases.programs.visible import VisiblePrograms
from bot.usecases.report.read_failures import lasting

WEEK: Final = timedelta(days=7)
AT_ONCE: Final = 100
"""Snapshots that are decoded in one go, off the event loop."""


@dataclass(frozen=True)
class ReadFleet:
    """`/baselib fleet`, and the fleet's digest."""

    visible: VisiblePrograms
    snapshots: Snapshots
    read_failures: ReadFailures

    async def __call__(
        self,
        seen: Viewpoint,
        *,
        now: datetime,
        sort: Sort = Sort.ATTENTION,
        tag: str = "",
        only: Filter = Filter.ALL,
        appids: Collection[str] = (),
    ) -> FleetReport:
        """The fleet as its newest snapshots show it.

        Args:
            seen: the viewpoint of the requester.
            now: UTC.
            sort: how the list is sorted.
            tag: only the programs with this tag; empty for all.
            only: the programs to list; the totals are of all.
            appids: only these programs; empty for all.

        Raises:
            NoProgram: there is none.
            UnknownTag: no program has the tag.
            StorageUnavailable: nothing can be looked up.
        """
        team_id, fleet = seen.team_id, await fleet_of(self.visible, seen, tag=tag, appids=appids)
        today = snapshot_day(now)
        newest = await self._summaries(team_id, fleet)
        week_ago = await self._summaries(team_id, fleet, before=today - WEEK + timedelta(days=1))
        days = {appid: summary.day for appid, summary in newest.items()}
        read_failures = lasting(await self.read_failures.all(team_id), days)
        rows = [
            FleetRow(
                program,
                newest.get(program.appid),
                week_ago.get(program.appid),
                failure.error_key if (failure := read_failures.get(program.appid)) else "",
                failure.since if failure else None,
            )
            for program in fleet
        ]
        return await asyncio.to_thread(fleet_report, rows, sort, tag=folded(tag), only=only)

    async def _summaries(
        self, team_id: str, fleet: ProgramIndex, *, before: date | None = None
    ) -> Mapping[str, Summary]:
        """The summary of each program's newest snapshot (of an earlier day). Missing ones are made now, and kept."""
        kept = await self.snapshots.summaries(team_id, [program.appid for program in fleet], before=before)
        found = {appid: summary for appid, summary in kept.items() if summary is not None}
        unmade = [appid for appid, summary in kept.items() if summary is None]
        for some in batches(unmade, AT_ONCE):
            snapshots = await self.snapshots.newest(team_id, some, before=before or date.max)
            made = await asyncio.to_thread(lambda of: [summarise(each) for each in of.values()], snapshots)
            await self.snapshots.keep_summaries(team_id, made)
            found |= {summary.appid: summary for summary in made}
        return found


async def fleet_of(
    visible: VisiblePrograms, seen: Viewpoint, *, tag: str = "", appids: Collection[str] = ()
) -> ProgramIndex:
    """The programs meant.

    Raises:
        NoProgram: there is none.
        UnknownTag: no program has the tag.
    """
    fleet = await visible(seen)
    if not fleet:
        raise NoProgram(count=0)
    if appids:
        return ProgramIndex(program for program in fleet if program.appid in appids)
    if not tag:
        return fleet
    if tagged := fleet.tagged(tag):
        return tagged
    known = {name for program in fleet for name in program.tags}
    close = get_close_matches(folded(tag), known, n=1)
    raise UnknownTag(tag=tag[:40], suggestion=close[0] if close else "")
