"""Compose a fleet's digest from snapshots; WeChat is not asked."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from bot.domain.access.roles import Viewpoint
from bot.domain.digest.due import is_late
from bot.domain.digest.fleet_digest import (
    Failed,
    FleetChanges,
    FleetDigest,
    FleetDigestMemory,
    fleet_changes,
    fleet_memory,
)
from bot.domain.digest.parse_scope import scope_word
from bot.domain.digest.subscription import Subscription
from bot.domain.fleet.report import FleetReport
from bot.domain.fleet.row import State
from bot.domain.programs.program import Program
from bot.errors import NoProgram
from bot.ports.delivery import Deliveries
from bot.ports.digest import FleetDigestMemories
from bot.ports.sweep import ReadFailure, ReadFailures
from bot.usecases.decisions.read import ReadDecisions
from bot.usecases.digest.skip_unchanged import slots_sent
from bot.usecases.fleet import ReadFleet
from bot.usecases.report.read_failures import by_reason, kept_error


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
        report = await self.read_fleet(seen, now=now, tag=tag, appids=() if tag else subscription.appids)
        if not report.rows:
            raise NoProgram(count=0)
        sent = await slots_sent(self.deliveries, subscription, before=slot)
        before = await self.memories.get(team_id, subscription.id, sent[0]) if sent else None
        memory, changes = await asyncio.to_thread(_compared, report, scope_word(subscription), before)
        return FleetDigest(
            subscription,
            report,
            _failed(report, await self.read_failures.of(team_id, [row.program.appid for row in report.rows])),
            memory,
            changes,
            tuple(sent[:2]),
            due_at,
            late=due_at is not None and is_late(due_at, now),
            decisions=await self.decisions.about(seen, {row.program.appid for row in report.rows}, now=now),
        )

    async def changes_of(self, subscription: Subscription, slot: date) -> FleetChanges | None:
        """What the digest of a slot reported as changed; None when that is not known (any more)."""
        sent = await slots_sent(self.deliveries, subscription, before=slot)
        if not sent:
            return None
        before, then = [await self.memories.get(subscription.team_id, subscription.id, day) for day in (sent[0], slot)]
        if before is None or then is None or before.about != then.about:
            return None
        return await asyncio.to_thread(fleet_changes, before, then)


def _compared(
    report: FleetReport, about: str, before: FleetDigestMemory | None
) -> tuple[FleetDigestMemory, FleetChanges | None]:
    memory = fleet_memory(report, about)
    return memory, fleet_changes(before, memory) if before and before.about == about else None


def _failed(report: FleetReport, read_failures: Mapping[str, ReadFailure]) -> tuple[Failed, ...]:
    failed: dict[str, Program] = {row.program.appid: row.program for row in report.rows if row.state is State.ERROR}
    kinds = by_reason(read_failures[appid] for appid in failed if appid in read_failures)
    return tuple(Failed(kept_error(alike[0]), tuple(failed[each.appid] for each in alike)) for alike in kinds)
