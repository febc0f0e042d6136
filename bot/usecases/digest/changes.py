"""What changed since a day, from what digests are composed of."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from bot.domain.access.roles import Viewpoint
from bot.domain.digest.changes import (
    ChangedProgram,
    Changes,
    authorisations_in,
    changed_fleet,
    start_of,
)
from bot.domain.digest.digest import MOST_PROGRAMS, DigestSection
from bot.domain.digest.subscription import Scope
from bot.domain.fleet.asked import WHOLE
from bot.domain.numbers.snapshot import snapshot_day
from bot.domain.numbers.visible import Visible
from bot.domain.programs.index import ProgramIndex
from bot.domain.programs.program import Program
from bot.errors import NothingKept
from bot.ports.access import AuditLog
from bot.usecases.digest.compose import ComposeDigest
from bot.usecases.digest.subscribe import ONE_BY_ONE
from bot.usecases.fleet import ReadFleet, fleet_of, moment_of, steadied_summaries
from bot.usecases.programs.choose import ChooseProgram
from bot.usecases.report.as_of import ReportOn


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
        here = await self.compose.visible(seen)
        own = await self.choose_program.of_channel(seen)
        if own is None and len(here) > ONE_BY_ONE:
            return await self._of_fleet(seen, since, "", now)
        programs = [own] if own else [*here] or [await self.choose_program(seen, "")]
        return await self.of(seen, programs, since, now=now)

    async def of(self, seen: Viewpoint, programs: Sequence[Program], since: date, *, now: datetime) -> Changes:
        """Of these programs, which exist for the viewpoint, one by one.

        Raises:
            StorageUnavailable: nothing can be looked up.
        """
        shown, here = programs[:MOST_PROGRAMS], ProgramIndex(programs)
        sections, unread = await self.compose.sections(seen.team_id, shown, now=now, then=since)
        found = await asyncio.gather(*(self._as_then(seen.team_id, each, since, now) for each in sections))
        by_urgency = tuple(sorted(found, key=lambda each: each.urgency))
        changes = Changes(since, by_urgency, unread, len(programs) - len(shown))
        return await self._with_news(changes, seen, here, now)

    async def _of_fleet(self, seen: Viewpoint, since: date, tag: str, now: datetime) -> Changes:
        here = await fleet_of(self.compose.visible, seen, tag=tag)
        report = await self.read_fleet(seen, now=now, tag=tag, page=WHOLE)
        appids = [row.program.appid for row in report.rows]
        snapshots, in_break = self.read_fleet.snapshots, moment_of(report.public, now).since
        then = await steadied_summaries(snapshots, seen.team_id, appids, in_break, before=since + timedelta(days=1))
        # Ten thousand take a tenth of a second: too long for the event loop.
        fleet = await asyncio.to_thread(changed_fleet, report, then, since)
        return await self._with_news(Changes(since, fleet=fleet), seen, here, now)

    async def _with_news(self, changes: Changes, seen: Viewpoint, here: ProgramIndex, now: datetime) -> Changes:
        """With the decisions and authorisations of these programs, and the break that concerns all."""
        since = start_of(changes.since)

        async def those() -> set[Visible]:
            return {each.appid for each in here}

        decisions = await self.compose.decisions.about(seen, those, now=now, since=since)
        return replace(
            changes,
            decisions=tuple(each for each in decisions if (each.changed_at or each.proposed_at) >= since),
            authorisations=authorisations_in(await self.audit.since(since, team_id=seen.team_id), here),
            public=await self.read_fleet.judge.public_break(seen.team_id, snapshot_day(now)),
        )

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
