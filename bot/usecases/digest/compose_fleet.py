"""Compose a fleet's digest from snapshots; WeChat is not asked."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

from bot.domain.access.roles import Viewpoint
from bot.domain.digest.due import is_late
from bot.domain.digest.fleet_digest import (
    NAMED,
    Failed,
    FleetChanges,
    FleetDigest,
    FleetDigestMemory,
    fleet_changes,
)
from bot.domain.digest.parse_scope import scope_word
from bot.domain.digest.subscription import Subscription
from bot.domain.fleet.asked import WHOLE, Asked, Page
from bot.domain.fleet.report import Filter, FleetTotals, Sort
from bot.domain.fleet.row import BLOCKED, Standing
from bot.domain.programs.program import Program
from bot.ports.delivery import Deliveries
from bot.ports.digest import FleetDigestMemories
from bot.ports.fleet import Moment
from bot.ports.sweep import ReadFailures
from bot.usecases.decisions.read import ReadDecisions
from bot.usecases.digest.skip_unchanged import slots_sent
from bot.usecases.fleet import ReadFleet, asked_about, moment_of
from bot.usecases.report.read_failures import by_reason, kept_error

_NONE: Final = Page(limit=0)


@dataclass(frozen=True)
class ComposeFleetDigest:
    """Reads a subscription's fleet and compares it with the last digest."""

    read_fleet: ReadFleet
    read_failures: ReadFailures
    deliveries: Deliveries
    memories: FleetDigestMemories
    decisions: ReadDecisions

    async def __call__(
        self, subscription: Subscription, *, now: datetime, slot: date = date.max, due_at: datetime | None = None
    ) -> FleetDigest:
        """The digest as of now.

        Args:
            subscription: a subscription with a fleet's scope.
            slot: compare with the last digest sent before it; without a slot, with the last one of all.
            due_at: the slot's moment (UTC); None for "Send now".

        Raises:
            NoProgram: there is none that it could be about.
            UnknownTag: no program has its tag.
            StorageUnavailable: nothing can be looked up.
        """
        team_id, tag = subscription.team_id, subscription.scope.tag
        seen = Viewpoint.of_channel(team_id, subscription.channel_id)
        appids = () if tag else subscription.appids
        report = await self.read_fleet(seen, now=now, tag=tag, appids=appids, page=_NONE)
        asked, moment = asked_about(seen, tag=tag, appids=appids), moment_of(report.public, now)
        memory = FleetDigestMemory(scope_word(subscription), await self.read_fleet.fleets.lines(asked, moment))
        sent = await slots_sent(self.deliveries, subscription, before=slot)
        before = await self.memories.get(team_id, subscription.id, sent[0]) if sent else None
        same = before is not None and before.about == memory.about
        changes = await asyncio.to_thread(fleet_changes, before, memory) if before and same else None
        named = (
            await self.read_fleet.programs.found(replace(asked, appids=changes.named))
            if changes and changes.rows
            else ()
        )
        return FleetDigest(
            subscription,
            report,
            await self._failed(asked, moment, report.totals),
            memory,
            changes,
            {program.appid: program for program in named},
            await self._blocked(asked, moment, report.totals) if changes is None else {},
            tuple(sent[:2]),
            due_at,
            late=due_at is not None and is_late(due_at, now),
            decisions=await self.decisions.about(asked, now=now),
        )

    async def _blocked(self, asked: Asked, moment: Moment, totals: FleetTotals) -> Mapping[Standing, Sequence[Program]]:
        needs = [each for each in BLOCKED if each in totals.standings and each is not Standing.ERROR]
        first = [
            await self.read_fleet.fleets.sorted(asked, moment, Filter(need.value), Sort.ATTENTION, Page(limit=NAMED))
            for need in needs
        ]
        return dict(zip(needs, first, strict=True))

    async def _failed(self, asked: Asked, moment: Moment, totals: FleetTotals) -> tuple[Failed, ...]:
        if Standing.ERROR not in totals.standings:
            return ()
        programs = await self.read_fleet.fleets.sorted(asked, moment, Filter.ERROR, Sort.ATTENTION, WHOLE)
        failed: dict[str, Program] = {program.appid: program for program in programs}
        kept = await self.read_failures.of(asked.seen.team_id, [program.appid for program in programs])
        kinds = by_reason(kept[appid] for appid in failed if appid in kept)
        return tuple(Failed(kept_error(alike[0]), tuple(failed[each.appid] for each in alike)) for alike in kinds)

    async def changes_of(self, subscription: Subscription, slot: date) -> FleetChanges | None:
        """What the digest of a slot reported as changed; None when that is not known (any more)."""
        sent = await slots_sent(self.deliveries, subscription, before=slot)
        if not sent:
            return None
        before, then = [await self.memories.get(subscription.team_id, subscription.id, day) for day in (sent[0], slot)]
        if before is None or then is None or before.about != then.about:
            return None
        return await asyncio.to_thread(fleet_changes, before, then)
