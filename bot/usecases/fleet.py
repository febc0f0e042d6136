"""A fleet at a glance, and what raising the minimum would cost each of its programs."""

import asyncio
from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from difflib import get_close_matches
from typing import Final, NoReturn

from bot.domain.access import Viewpoint
from bot.domain.fleet import Filter, FleetRaise, FleetReport, RaiseRow, Sort, Verdict, first_of, raise_row
from bot.domain.fleet_row import WHOLE, Asked, FleetRow, Page
from bot.domain.numbers.judgement import UNKNOWN, Judgement
from bot.domain.numbers.snapshot import OF_ALL, KnownLoss, Users, Visible, snapshot_day
from bot.domain.numbers.version import Version
from bot.domain.programs import AuthStatus, Program, folded
from bot.errors import NoProgram, UnknownTag
from bot.lib.cache import batches
from bot.lib.work import first_error
from bot.ports.numbers import Moment, Raised, Snapshots
from bot.ports.programs import Programs
from bot.ports.sweep import ReadFailure, ReadFailures
from bot.usecases.app import ReadingApp
from bot.usecases.report.read import lasting

_FIRST: Final = Page()
AT_ONCE: Final = 1_000
"""Programs of a long list that are read in one go."""


async def read_fleet(
    app: ReadingApp,
    seen: Viewpoint,
    *,
    now: datetime,
    sort: Sort = Sort.ATTENTION,
    tag: str = "",
    only: Filter = Filter.ALL,
    appids: Collection[str] = (),
    page: Page = _FIRST,
) -> FleetReport:
    """Return the fleet as its newest snapshots show it.

    `/baselib fleet`, and the fleet's digest.

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
    moment, public = await moment_of(app.kept.snapshots, now), await app.reports.public_break(snapshot_day(now))
    # At once: of a large fleet, each takes the database a third of a second.
    with first_error():
        async with asyncio.TaskGroup() as tasks:
            counting = tasks.create_task(app.kept.fleets.totals(asked, moment, sort))
            listing = tasks.create_task(_shown(app, asked, moment, only, sort=sort, page=page))
    totals, programs = counting.result(), listing.result()
    if not totals.programs:
        await refuse(app.kept.programs, seen, tag=tag)
    rows = await read_rows(app.kept.snapshots, app.kept.read_failures, seen.team_id, programs, moment)
    return FleetReport(totals, tuple(rows), sort, folded(tag), only, public)


async def _shown(
    app: ReadingApp, asked: Asked, moment: Moment, only: Filter, *, sort: Sort, page: Page
) -> Sequence[Program]:
    return await app.kept.fleets.sorted(asked, moment, only, sort, page) if page.limit != 0 else ()


async def fleet_parts(
    app: ReadingApp,
    seen: Viewpoint,
    *,
    now: datetime,
    sort: Sort = Sort.ATTENTION,
    tag: str = "",
    only: Filter = Filter.ALL,
    appids: Collection[str] = (),
) -> AsyncIterator[Sequence[FleetRow]]:
    """Yield the rows of all programs listed, some at a time: however many there are, few are in memory.

    Args and errors as `read_fleet`.
    """
    asked = asked_about(seen, tag=tag, appids=appids)
    moment = await moment_of(app.kept.snapshots, now)
    listed = await app.kept.fleets.listed(asked, moment, only, sort)
    if not listed and not await app.kept.programs.count(asked):
        await refuse(app.kept.programs, seen, tag=tag)
    for some in batches(listed, AT_ONCE):
        yield await fleet_rows(app, asked, moment, some)


async def fleet_rows(app: ReadingApp, asked: Asked, moment: Moment, appids: Sequence[Visible]) -> Sequence[FleetRow]:
    """Return the rows of some of the programs, in the order of their AppIDs.

    Raises:
        StorageUnavailable: nothing can be looked up.
    """
    found = await app.kept.programs.found(replace(asked, appids=appids))
    known: dict[str, Program] = {program.appid: program for program in found}
    programs = [known[appid] for appid in appids if appid in known]
    return await read_rows(app.kept.snapshots, app.kept.read_failures, asked.seen.team_id, programs, moment)


async def read_rows(
    snapshots: Snapshots, read_failures: ReadFailures, team_id: str, programs: Sequence[Program], moment: Moment
) -> Sequence[FleetRow]:
    """Return the rows of programs, in their order.

    Raises:
        StorageUnavailable: nothing can be looked up.
    """
    shown = [program.appid for program in programs]
    newest = await judged_newest(snapshots, team_id, shown, moment)
    failures = await read_failures.of(team_id, shown)
    users = await _users(snapshots, team_id, programs, {appid: each.day for appid, each in newest.items()})
    # An export has thousands: too long for the event loop.
    return await asyncio.to_thread(_rows, programs, newest, failures, users=users)


async def judged_newest(
    snapshots: Snapshots, team_id: str, appids: Sequence[Visible], moment: Moment
) -> Mapping[str, Judgement]:
    """Return by program the judgement of its newest day; one by another turn of the public count is not known.

    Raises:
        StorageUnavailable: nothing can be looked up.
    """
    found = await snapshots.judgements(team_id, appids)
    return {
        appid: each if each.turn == moment.turn or appid == OF_ALL else Judgement(each.day, known=False)
        for appid, each in found.items()
    }


def _rows(
    programs: Sequence[Program],
    newest: Mapping[str, Judgement],
    failures: Mapping[str, ReadFailure],
    *,
    users: Mapping[str, Users],
) -> list[FleetRow]:
    # An earlier failure of one that may not be read by now is not why.
    barred = {each.appid for each in programs if each.status is not AuthStatus.READABLE}
    failures = {appid: failure for appid, failure in failures.items() if appid not in barred}
    failing = lasting(failures, {appid: each.day for appid, each in newest.items()})
    return [
        FleetRow(
            program,
            newest.get(program.appid),
            failure.error_key if (failure := failing.get(program.appid)) else "",
            failure.since if failure else None,
            users.get(program.appid),
        )
        for program in programs
    ]


async def _users(
    snapshots: Snapshots, team_id: str, programs: Sequence[Program], newest: Mapping[str, date]
) -> Mapping[str, Users]:
    """By program, the users by the day of its newest snapshot."""
    found: dict[str, Users] = {}
    for day in sorted(set(newest.values())):
        appids = [each.appid for each in programs if newest.get(each.appid) == day]
        found |= await snapshots.users(team_id, appids, until=day)
    return found


def asked_about(seen: Viewpoint, *, tag: str = "", appids: Collection[str] = ()) -> Asked:
    """Return the programs meant: these, or those with a tag, or all."""
    return Asked(seen, folded(tag) if tag and not appids else None, appids)


async def moment_of(snapshots: Snapshots, now: datetime) -> Moment:
    """Return what standings depend on at `now`.

    Raises:
        StorageUnavailable: nothing can be looked up.
    """
    return Moment((await snapshots.public(snapshot_day(now))).turn)


async def refuse(programs: Programs, seen: Viewpoint, *, tag: str) -> NoReturn:
    """Say why there is no program.

    Raises:
        NoProgram: none exists at all.
        UnknownTag: none has the tag; names one that is close.
    """
    if not tag or not await programs.count(Asked(seen)):
        raise NoProgram(count=0)
    close = get_close_matches(folded(tag), await programs.tags(Asked(seen)), n=1)
    raise UnknownTag(tag=tag[:40], suggestion=close[0] if close else "")


async def fleet_of(programs: Programs, seen: Viewpoint, *, tag: str = "") -> Asked:
    """Return the programs meant: all, or those with a tag; there is one at least.

    Raises:
        NoProgram: there is none.
        UnknownTag: no program has the tag.
    """
    asked = asked_about(seen, tag=tag)
    if not await programs.count(asked):
        await refuse(programs, seen, tag=tag)
    return asked


async def raise_fleet(
    app: ReadingApp, seen: Viewpoint, version: Version, *, now: datetime, tag: str = "", verdict: Verdict | None = None
) -> FleetRaise:
    """Which programs can raise it today, which cannot, and their loss, by the newest snapshots.

    `/baselib fleet raise <version>`.

    Args:
        tag: only the programs with this tag; empty for all.
        verdict: lists the programs with it; None for the first that any has.

    Raises:
        NoProgram: there is none.
        UnknownTag: no program has the tag.
        StorageUnavailable: nothing can be looked up.
    """
    moment = await moment_of(app.kept.snapshots, now)
    raised = await _raised(app, seen, version, tag, verdict, page=_FIRST, moment=moment)
    listed = verdict or first_of(raised.verdicts)
    rows = await read_raise_rows(app.kept.snapshots, seen.team_id, raised.programs, version, moment)
    # Those with the first verdict are the first of all.
    shown = tuple(row for row in rows if row.verdict is listed)
    public = await app.reports.public_break(snapshot_day(now))
    return FleetRaise(version, raised.verdicts, shown, tag, listed, raised.reached, public)


async def raise_every(
    app: ReadingApp, seen: Viewpoint, version: Version, *, now: datetime, tag: str = "", page: Page
) -> FleetRaise:
    """Return the same, listing programs with any verdict; the last page if `page` is beyond it."""
    moment = await moment_of(app.kept.snapshots, now)
    raised = await _raised(app, seen, version, tag, None, page=page, moment=moment)
    if page.limit and not raised.programs:
        last = (sum(raised.verdicts.values()) - 1) // page.limit
        raised = await _raised(app, seen, version, tag, None, page=Page(last * page.limit, page.limit), moment=moment)
    rows = await read_raise_rows(app.kept.snapshots, seen.team_id, raised.programs, version, moment)
    public = await app.reports.public_break(snapshot_day(now))
    return FleetRaise(version, raised.verdicts, tuple(rows), tag, reached=raised.reached, public=public)


async def raise_parts(
    app: ReadingApp, seen: Viewpoint, version: Version, *, now: datetime, tag: str = ""
) -> AsyncIterator[Sequence[RaiseRow]]:
    """Yield the rows of all programs, with any verdict, some at a time. Args and errors as `raise_fleet`."""
    moment = await moment_of(app.kept.snapshots, now)
    raised = await _raised(app, seen, version, tag, None, page=WHOLE, moment=moment)
    for some in batches(raised.programs, AT_ONCE):
        yield await read_raise_rows(app.kept.snapshots, seen.team_id, some, version, moment)


async def _raised(
    app: ReadingApp, seen: Viewpoint, version: Version, tag: str, verdict: Verdict | None, *, page: Page, moment: Moment
) -> Raised:
    raised = await app.kept.fleets.raised(asked_about(seen, tag=tag), moment, version, verdict, page)
    if not raised.verdicts:
        await refuse(app.kept.programs, seen, tag=tag)
    return raised


async def read_raise_rows(
    snapshots: Snapshots, team_id: str, programs: Sequence[Program], version: Version, moment: Moment
) -> Sequence[RaiseRow]:
    """Return what a minimum costs programs, in their order; of one that is still to be judged it is not known.

    Raises:
        StorageUnavailable: nothing can be looked up.
    """
    appids = [program.appid for program in programs]
    newest = await judged_newest(snapshots, team_id, appids, moment)
    losses = await snapshots.losses(team_id, appids, version)
    users = await _users(snapshots, team_id, programs, {appid: each.day for appid, each in newest.items()})
    # An export has thousands: too long for the event loop.
    return await asyncio.to_thread(_judged, programs, losses, users, version, newest)


_UNKNOWN: Final = KnownLoss(None, None)


def _judged(
    programs: Sequence[Program],
    losses: Mapping[str, KnownLoss],
    users: Mapping[str, Users],
    version: Version,
    newest: Mapping[str, Judgement],
) -> list[RaiseRow]:
    appids = [each.appid for each in programs]
    known = [(losses.get(each, _UNKNOWN), version, newest.get(each, UNKNOWN), users.get(each)) for each in appids]
    return [raise_row(program, *found) for program, found in zip(programs, known, strict=True)]
