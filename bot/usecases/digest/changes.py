"""What changed since a day, from what digests are composed of."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Final

from bot.domain.access import Viewpoint
from bot.domain.caveats import PublicCount
from bot.domain.digest.changes import (
    AUTHORISING,
    ChangedFleet,
    ChangedProgram,
    Changes,
    authorisations_in,
    changed_fleet,
    start_of,
    together,
)
from bot.domain.digest.digest import MOST_PROGRAMS, DigestSection
from bot.domain.digest.subscription import Scope
from bot.domain.fleet_row import Asked
from bot.domain.numbers.snapshot import snapshot_day
from bot.domain.programs import Program
from bot.errors import NothingKept
from bot.lib.cache import batches
from bot.usecases.app import ReadingApp
from bot.usecases.digest.compose import public_count
from bot.usecases.digest.subscribe import ONE_BY_ONE
from bot.usecases.fleet import AT_ONCE, fleet_of, fleet_rows, moment_of
from bot.usecases.programs.choose import choose_program, program_of_channel
from bot.usecases.report.report_on import report_on

_DAY: Final = timedelta(days=1)


async def read_changes(
    app: ReadingApp, seen: Viewpoint, since: date, *, now: datetime, scope: Scope, name: str = ""
) -> Changes:
    """Of a fleet, of the program named, else of the channel's, else of all: one by one if they are few.

    `/baselib changes`, and what a Monday's message says of the week.

    Args:
        since: a Chinese day before today.

    Raises:
        NoProgram, UnknownProgram, AmbiguousProgram, ProgramRestricted, UnknownTag: there is none that is meant.
        StorageUnavailable: nothing can be looked up.
    """
    if scope.fleet:
        return await _of_fleet(app, seen, since, scope.tag, now)
    if name:
        return await changes_of_programs(app, seen, [await choose_program(app, seen, name)], since, now=now)
    if own := await program_of_channel(app, seen):
        return await changes_of_programs(app, seen, [own], since, now=now)
    first = await app.compose_digest.visible.search(seen, "", limit=ONE_BY_ONE + 1)
    if len(first) > ONE_BY_ONE:
        return await _of_fleet(app, seen, since, "", now)
    return await changes_of_programs(app, seen, first or [await choose_program(app, seen, "")], since, now=now)


async def changes_of_programs(
    app: ReadingApp, seen: Viewpoint, programs: Sequence[Program], since: date, *, now: datetime
) -> Changes:
    """Of these programs, which exist for the viewpoint, one by one.

    Raises:
        StorageUnavailable: nothing can be looked up.
    """
    shown, asked = programs[:MOST_PROGRAMS], Asked(seen, appids=[each.appid for each in programs])
    sections, unread = await app.compose_digest.sections(seen.team_id, shown, now=now, then=since)
    found = await asyncio.gather(*(_as_then(app, seen.team_id, each, since, now) for each in sections))
    by_urgency = tuple(sorted(found, key=lambda each: each.urgency))
    public = await _public(app, since, now)
    changes = Changes(since, by_urgency, unread, len(programs) - len(shown), public=public)
    return await _with_news(app, changes, asked, now)


async def _of_fleet(app: ReadingApp, seen: Viewpoint, since: date, tag: str, now: datetime) -> Changes:
    asked = await fleet_of(app.kept.programs, seen, tag=tag)
    public = await _public(app, since, now)
    fleet = await compare_fleet(app, asked, since, now=now)
    return await _with_news(app, Changes(since, fleet=fleet, public=public), asked, now)


async def _with_news(app: ReadingApp, changes: Changes, asked: Asked, now: datetime) -> Changes:
    since, team_id = start_of(changes.since), asked.seen.team_id
    decisions = await app.compose_digest.decisions.about(asked, now=now, since=since)
    entries = await app.kept.audit.since(since, team_id=team_id, actions=AUTHORISING)
    named = {each.subject for each in entries} & set(asked.appids or (each.subject for each in entries))
    there = await app.kept.programs.found(replace(asked, appids=named)) if named else ()
    return replace(
        changes,
        decisions=tuple(each for each in decisions if (each.changed_at or each.proposed_at) >= since),
        authorisations=authorisations_in(entries, {each.appid: each for each in there}),
    )


async def _public(app: ReadingApp, since: date, now: datetime) -> PublicCount:
    return await public_count(app.reports, snapshot_day(now), then=since)


async def _as_then(app: ReadingApp, team_id: str, section: DigestSection, since: date, now: datetime) -> ChangedProgram:
    """With the forecast of that day, where there is one now whose date can have moved."""
    awaited = section.next_safe
    if awaited is None or section.first:
        return ChangedProgram(section)
    try:
        report = await report_on(app, team_id, section.report.program, since, now=now)
    except NothingKept:
        return ChangedProgram(section)
    then = await app.compose_digest.make_forecasts(team_id, report, awaited.version)
    return ChangedProgram(section, then.safe if then else None)


async def compare_fleet(app: ReadingApp, asked: Asked, since: date, *, now: datetime) -> ChangedFleet:
    """Programs compared with a day: only those are read of which something may have changed, some at a time.

    Raises:
        StorageUnavailable: nothing can be looked up.
    """
    team_id, moment = asked.seen.team_id, await moment_of(app.kept.snapshots, now)
    found = changed_fleet((), {}, since, asked.tag or "")
    for some in batches(await app.kept.fleets.changed(asked, moment, since), AT_ONCE):
        rows = await fleet_rows(app, asked, moment, some)
        then = await app.kept.snapshots.judgements(team_id, some, up_to=since)
        known = await app.kept.snapshots.last_days(team_id, some, before=since + _DAY)
        # A thousand take ten milliseconds: too long for the event loop.
        part = await asyncio.to_thread(changed_fleet, rows, then, since, asked.tag or "", known.keys())
        found = together(found, part)
    return found
