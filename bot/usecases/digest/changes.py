"""What changed since a day, from what digests are composed of."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final

from bot.domain.access import Viewpoint
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
from bot.domain.fleet.row import Asked
from bot.domain.numbers.snapshot import snapshot_day
from bot.domain.programs import Program
from bot.domain.report.caveats import PublicCount
from bot.errors import NothingKept
from bot.lib.cache import batches
from bot.ports.people import AuditLog
from bot.usecases.digest.compose import ComposeDigest, public_count
from bot.usecases.digest.subscribe import ONE_BY_ONE
from bot.usecases.fleet import AT_ONCE, ReadFleet, fleet_of, moment_of
from bot.usecases.programs.visible import ChooseProgram
from bot.usecases.report.kept_reports import ReportOn

_DAY: Final = timedelta(days=1)


@dataclass(frozen=True)
class ReadChanges:
    """`/baselib changes`, and what a Monday's message says of the week."""

    compose: ComposeDigest
    choose_program: ChooseProgram
    report_on: ReportOn
    read_fleet: ReadFleet
    audit: AuditLog

    async def __call__(self, seen: Viewpoint, since: date, *, now: datetime, scope: Scope, name: str = "") -> Changes:
        """Of a fleet, of the program named, else of the channel's, else of all: one by one if they are few.

        Args:
            since: a Chinese day before today.

        Raises:
            NoProgram, UnknownProgram, AmbiguousProgram, ProgramRestricted, UnknownTag: there is none that is meant.
            StorageUnavailable: nothing can be looked up.
        """
        if scope.fleet:
            return await self._of_fleet(seen, since, scope.tag, now)
        if name:
            return await self.of(seen, [await self.choose_program(seen, name)], since, now=now)
        if own := await self.choose_program.of_channel(seen):
            return await self.of(seen, [own], since, now=now)
        first = await self.compose.visible.search(seen, "", limit=ONE_BY_ONE + 1)
        if len(first) > ONE_BY_ONE:
            return await self._of_fleet(seen, since, "", now)
        return await self.of(seen, first or [await self.choose_program(seen, "")], since, now=now)

    async def of(self, seen: Viewpoint, programs: Sequence[Program], since: date, *, now: datetime) -> Changes:
        """Of these programs, which exist for the viewpoint, one by one.

        Raises:
            StorageUnavailable: nothing can be looked up.
        """
        shown, asked = programs[:MOST_PROGRAMS], Asked(seen, appids=[each.appid for each in programs])
        sections, unread = await self.compose.sections(seen.team_id, shown, now=now, then=since)
        found = await asyncio.gather(*(self._as_then(seen.team_id, each, since, now) for each in sections))
        by_urgency = tuple(sorted(found, key=lambda each: each.urgency))
        public = await self._public(since, now)
        changes = Changes(since, by_urgency, unread, len(programs) - len(shown), public=public)
        return await self._with_news(changes, asked, now)

    async def _of_fleet(self, seen: Viewpoint, since: date, tag: str, now: datetime) -> Changes:
        asked = await fleet_of(self.read_fleet.programs, seen, tag=tag)
        public = await self._public(since, now)
        fleet = await compare_fleet(self.read_fleet, asked, since, now=now)
        return await self._with_news(Changes(since, fleet=fleet, public=public), asked, now)

    async def _with_news(self, changes: Changes, asked: Asked, now: datetime) -> Changes:
        since, team_id = start_of(changes.since), asked.seen.team_id
        decisions = await self.compose.decisions.about(asked, now=now, since=since)
        entries = await self.audit.since(since, team_id=team_id, actions=AUTHORISING)
        named = {each.subject for each in entries} & set(asked.appids or (each.subject for each in entries))
        there = await self.read_fleet.programs.found(replace(asked, appids=named)) if named else ()
        return replace(
            changes,
            decisions=tuple(each for each in decisions if (each.changed_at or each.proposed_at) >= since),
            authorisations=authorisations_in(entries, {each.appid: each for each in there}),
        )

    async def _public(self, since: date, now: datetime) -> PublicCount:
        return await public_count(self.read_fleet.reports, snapshot_day(now), then=since)

    async def _as_then(self, team_id: str, section: DigestSection, since: date, now: datetime) -> ChangedProgram:
        """With the forecast of that day, where there is one now whose date can have moved."""
        awaited = section.next_safe
        if awaited is None or section.first:
            return ChangedProgram(section)
        try:
            report = await self.report_on(team_id, section.report.program, since, now=now)
        except NothingKept:
            return ChangedProgram(section)
        then = await self.compose.make_forecasts(team_id, report, awaited.version)
        return ChangedProgram(section, then.safe if then else None)


async def compare_fleet(read_fleet: ReadFleet, asked: Asked, since: date, *, now: datetime) -> ChangedFleet:
    """Programs compared with a day: only those are read of which something may have changed, some at a time.

    Raises:
        StorageUnavailable: nothing can be looked up.
    """
    team_id, moment = asked.seen.team_id, await moment_of(read_fleet.snapshots, now)
    found = changed_fleet((), {}, since, asked.tag or "")
    for some in batches(await read_fleet.fleets.changed(asked, moment, since), AT_ONCE):
        rows = await read_fleet.rows(asked, moment, some)
        then = await read_fleet.snapshots.judgements(team_id, some, up_to=since)
        known = await read_fleet.snapshots.last_days(team_id, some, before=since + _DAY)
        # A thousand take ten milliseconds: too long for the event loop.
        part = await asyncio.to_thread(changed_fleet, rows, then, since, asked.tag or "", known.keys())
        found = together(found, part)
    return found
