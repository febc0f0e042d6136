"""A fleet at a glance, and what raising the minimum would cost each of its programs."""

import asyncio
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from difflib import get_close_matches
from typing import Final

from bot.domain.access.roles import Viewpoint
from bot.domain.fleet.raise_ import FleetRaise, fleet_raise, raise_row
from bot.domain.fleet.report import Filter, FleetReport, Sort, fleet_report
from bot.domain.fleet.row import FleetRow
from bot.domain.numbers.snapshot import snapshot_day
from bot.domain.numbers.summary import KnownLoss, Summary, steadied
from bot.domain.numbers.version import Version
from bot.domain.programs.index import ProgramIndex
from bot.domain.programs.typed_text import folded
from bot.errors import NoProgram, UnknownTag
from bot.ports.numbers import Snapshots
from bot.ports.sweep import ReadFailure, ReadFailures
from bot.usecases.programs.visible import VisiblePrograms
from bot.usecases.report.newest import NewestReports, public_break
from bot.usecases.report.read_failures import lasting

WEEK: Final = timedelta(days=7)


@dataclass(frozen=True)
class ReadFleet:
    """`/baselib fleet`, and the fleet's digest."""

    visible: VisiblePrograms
    snapshots: Snapshots
    read_failures: ReadFailures
    newest_reports: NewestReports

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
        shown = [program.appid for program in fleet]
        newest = await self.snapshots.summaries(team_id, shown)
        week_ago = await self.snapshots.summaries(team_id, shown, before=today - WEEK + timedelta(days=1))
        failures = await self.read_failures.of(team_id, shown)
        public = await public_break(self.newest_reports, team_id, now=now)
        since = public.found.since if public and public.open else None
        before = await self.snapshots.summaries(team_id, shown, before=since) if since else {}
        # Ten thousand take a tenth of a second: too long for the event loop.
        rows = await asyncio.to_thread(_rows, fleet, newest, week_ago, before, failures)
        return await asyncio.to_thread(fleet_report, rows, sort, tag=folded(tag), only=only, public=public)


def _rows(
    fleet: ProgramIndex,
    newest: Mapping[str, Summary],
    week_ago: Mapping[str, Summary],
    before: Mapping[str, Summary],
    failures: Mapping[str, ReadFailure],
) -> list[FleetRow]:
    failing = lasting(failures, {appid: summary.day for appid, summary in newest.items()})
    if before:
        newest = {appid: steadied(summary, before.get(appid)) for appid, summary in newest.items()}
    return [
        FleetRow(
            program,
            newest.get(program.appid),
            week_ago.get(program.appid),
            failure.error_key if (failure := failing.get(program.appid)) else "",
            failure.since if failure else None,
        )
        for program in fleet
    ]


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


@dataclass(frozen=True)
class RaiseFleet:
    """`/baselib fleet raise <version>`."""

    visible: VisiblePrograms
    snapshots: Snapshots

    async def __call__(self, seen: Viewpoint, version: Version, *, tag: str = "") -> FleetRaise:
        """Which programs can raise it today, which cannot, and their loss, by the newest snapshots.

        Raises:
            NoProgram: there is none.
            UnknownTag: no program has the tag.
            StorageUnavailable: nothing can be looked up.
        """
        fleet = await fleet_of(self.visible, seen, tag=tag)
        losses = await self.snapshots.losses(seen.team_id, [program.appid for program in fleet], version)
        # Ten thousand take tens of milliseconds: too long for the event loop.
        return await asyncio.to_thread(_judged, fleet, losses, version, tag)


_UNKNOWN: Final = KnownLoss(None, None)


def _judged(fleet: ProgramIndex, losses: Mapping[str, KnownLoss], version: Version, tag: str) -> FleetRaise:
    known = ((program, losses.get(program.appid, _UNKNOWN)) for program in fleet)
    rows = [raise_row(program, found.loss, found.minimum, version) for program, found in known]
    return fleet_raise(version, rows, tag=tag)
