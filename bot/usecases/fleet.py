"""A fleet at a glance, and what raising the minimum would cost each of its programs."""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from difflib import get_close_matches
from typing import Final, NoReturn

from bot.domain.access.roles import Viewpoint
from bot.domain.fleet.asked import Asked, Page
from bot.domain.fleet.raise_ import FleetRaise, RaiseRow, Verdict, first_of, raise_row
from bot.domain.fleet.report import Filter, FleetReport, Sort
from bot.domain.fleet.row import FleetRow
from bot.domain.numbers.snapshot import snapshot_day
from bot.domain.numbers.summary import KnownLoss, Summary, steadied
from bot.domain.numbers.version import Version
from bot.domain.programs.index import ProgramIndex
from bot.domain.programs.program import AuthStatus, Program
from bot.domain.programs.typed_text import folded
from bot.domain.report.broken import Broken
from bot.errors import NoProgram, UnknownTag
from bot.ports.fleet import Fleets, Moment, Raised
from bot.ports.numbers import Snapshots
from bot.ports.sweep import ReadFailure, ReadFailures
from bot.usecases.programs.visible import VisiblePrograms
from bot.usecases.report.newest import NewestReports, public_break
from bot.usecases.report.read_failures import lasting

_FIRST: Final = Page()


@dataclass(frozen=True)
class ReadFleet:
    """`/baselib fleet`, and the fleet's digest."""

    fleets: Fleets
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
        page: Page = _FIRST,
    ) -> FleetReport:
        """The fleet as its newest snapshots show it.

        Args:
            sort: how the list is sorted.
            tag: only the programs with this tag; empty for all.
            only: the programs to list; the totals are of all.
            appids: only these programs; empty for all.
            page: which of the programs listed have a row.

        Raises:
            NoProgram: there is none.
            UnknownTag: no program has the tag.
            StorageUnavailable: nothing can be looked up.
        """
        asked = asked_about(seen, tag=tag, appids=appids)
        public = await public_break(self.newest_reports, seen.team_id, now=now)
        moment = moment_of(public, now)
        totals = await self.fleets.totals(asked, moment, sort)
        if not totals.programs:
            await refuse(self.fleets, seen, tag=tag)
        programs = await self.fleets.sorted(asked, moment, only, sort, page) if page.limit != 0 else ()
        rows = await read_rows(self.snapshots, self.read_failures, seen.team_id, programs, moment)
        return FleetReport(totals, tuple(rows), sort, folded(tag), only, public)


async def read_rows(
    snapshots: Snapshots, read_failures: ReadFailures, team_id: str, programs: Sequence[Program], moment: Moment
) -> Sequence[FleetRow]:
    """The rows of programs, in their order.

    Raises:
        StorageUnavailable: nothing can be looked up.
    """
    shown = [program.appid for program in programs]
    newest = await snapshots.summaries(team_id, shown)
    week_ago = await snapshots.summaries(team_id, shown, before=moment.a_week_before)
    failures = await read_failures.of(team_id, shown)
    before = await snapshots.summaries(team_id, shown, before=moment.since) if moment.since else {}
    # An export has thousands: too long for the event loop.
    return await asyncio.to_thread(_rows, programs, newest, week_ago, before, failures)


def _rows(
    programs: Sequence[Program],
    newest: Mapping[str, Summary],
    week_ago: Mapping[str, Summary],
    before: Mapping[str, Summary],
    failures: Mapping[str, ReadFailure],
) -> list[FleetRow]:
    # An earlier failure of one that may not be read by now is not why.
    barred = {each.appid for each in programs if each.status is not AuthStatus.READABLE}
    failures = {appid: failure for appid, failure in failures.items() if appid not in barred}
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
        for program in programs
    ]


def asked_about(seen: Viewpoint, *, tag: str = "", appids: Collection[str] = ()) -> Asked:
    """The programs meant: these, or those with a tag, or all."""
    return Asked(seen, folded(tag) if tag and not appids else None, appids)


def moment_of(public: Broken | None, now: datetime) -> Moment:
    """What standings depend on at `now`, in a break of the public numbers or without one."""
    return Moment(snapshot_day(now), public.found.since if public and public.open else None)


async def refuse(fleets: Fleets, seen: Viewpoint, *, tag: str) -> NoReturn:
    """Say why there is no program.

    Raises:
        NoProgram: none exists at all.
        UnknownTag: none has the tag; names one that is close.
    """
    if not tag or not await fleets.count(Asked(seen)):
        raise NoProgram(count=0)
    raise _unknown(tag, await fleets.tags(Asked(seen)))


def _unknown(tag: str, known: Collection[str]) -> UnknownTag:
    """That no program has a tag, with the closest that one has."""
    close = get_close_matches(folded(tag), known, n=1)
    return UnknownTag(tag=tag[:40], suggestion=close[0] if close else "")


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
    raise _unknown(tag, {name for program in fleet for name in program.tags})


@dataclass(frozen=True)
class RaiseFleet:
    """`/baselib fleet raise <version>`."""

    fleets: Fleets
    snapshots: Snapshots

    async def __call__(
        self, seen: Viewpoint, version: Version, *, tag: str = "", verdict: Verdict | None = None
    ) -> FleetRaise:
        """Which programs can raise it today, which cannot, and their loss, by the newest snapshots.

        Args:
            tag: only the programs with this tag; empty for all.
            verdict: lists the programs with it; None for the first that any has.

        Raises:
            NoProgram: there is none.
            UnknownTag: no program has the tag.
            StorageUnavailable: nothing can be looked up.
        """
        raised = await self._raised(seen, version, tag, verdict, _FIRST)
        listed = verdict or first_of(raised.verdicts)
        rows = await self._rows(seen, version, raised)
        # Those with the first verdict are the first of all.
        return FleetRaise(version, raised.verdicts, tuple(row for row in rows if row.verdict is listed), tag, listed)

    async def every(self, seen: Viewpoint, version: Version, *, tag: str = "", page: Page) -> FleetRaise:
        """The same, listing programs with any verdict; the last page if `page` is beyond it."""
        raised = await self._raised(seen, version, tag, None, page)
        if page.limit and not raised.programs:
            last = (sum(raised.verdicts.values()) - 1) // page.limit
            raised = await self._raised(seen, version, tag, None, Page(last * page.limit, page.limit))
        return FleetRaise(version, raised.verdicts, tuple(await self._rows(seen, version, raised)), tag)

    async def _raised(self, seen: Viewpoint, version: Version, tag: str, verdict: Verdict | None, page: Page) -> Raised:
        raised = await self.fleets.raised(asked_about(seen, tag=tag), version, verdict, page)
        if not raised.verdicts:
            await refuse(self.fleets, seen, tag=tag)
        return raised

    async def _rows(self, seen: Viewpoint, version: Version, raised: Raised) -> Sequence[RaiseRow]:
        programs = raised.programs
        losses = await self.snapshots.losses(seen.team_id, [program.appid for program in programs], version)
        # An export has thousands: too long for the event loop.
        return await asyncio.to_thread(_judged, programs, losses, version)


_UNKNOWN: Final = KnownLoss(None, None)


def _judged(programs: Sequence[Program], losses: Mapping[str, KnownLoss], version: Version) -> list[RaiseRow]:
    known = ((program, losses.get(program.appid, _UNKNOWN)) for program in programs)
    return [raise_row(program, found.loss, found.minimum, version) for program, found in known]
