"""Compose the digest of a fleet, and leave out what is unchanged."""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Final

from bot.domain.access import Viewpoint
from bot.domain.caveats import BreakNews
from bot.domain.delivery import DeliveryKind, DeliveryState
from bot.domain.digest.digest import (
    SIGN_OF_LIFE,
    Digest,
    changed,
    memory_of,
)
from bot.domain.digest.fleet_digest import (
    NAMED,
    Failed,
    FleetChanges,
    FleetDigest,
    FleetDigestMemory,
    as_told,
    fleet_changes,
)
from bot.domain.digest.subscription import Subscription, is_late, scope_word
from bot.domain.fleet import Filter, FleetTotals, Sort
from bot.domain.fleet_row import BLOCKED, Asked, Page, Standing
from bot.domain.numbers.snapshot import snapshot_day
from bot.domain.programs import Program
from bot.errors import BotError
from bot.lib.cache import batches
from bot.ports.digest import Deliveries
from bot.ports.numbers import Moment
from bot.usecases.app import ReadingApp
from bot.usecases.digest.compose import public_count
from bot.usecases.fleet import AT_ONCE, asked_about, moment_of, read_fleet
from bot.usecases.report.read import Reason, kept_error, reason_of

_LOOK_BACK: Final = 64
"""Deliveries searched: a daily digest has at most 31 slots between two signs of life."""


async def slots_sent(deliveries: Deliveries, subscription: Subscription, *, before: date) -> Sequence[date]:
    """Return the slots before a day whose digest was sent, the newest first.

    Raises:
        StorageUnavailable: nothing can be looked up.
    """
    history = await deliveries.history(subscription.team_id, subscription.id, limit=_LOOK_BACK)
    sent = (
        kept.slot
        for kept in history
        if kept.kind is DeliveryKind.DIGEST and kept.state is DeliveryState.SENT and kept.slot < before
    )
    return sorted(sent, reverse=True)


async def skip_unchanged(app: ReadingApp, digest: Digest, slot: date) -> Digest | None:
    """Return the digest to send in a slot; None when nothing changed since the last one that was sent.

    For subscriptions that want a digest only when something changed.

    Its content is kept either way, so that a subscription may begin to want only changes at any time. After a month
    without a digest one is sent all the same, as a sign of life that says so.

    Raises:
        StorageUnavailable: nothing can be looked up.
    """
    subscription = digest.subscription
    memory = await asyncio.to_thread(memory_of, digest)
    last = next(iter(await slots_sent(app.kept.deliveries, subscription, before=slot)), None)
    await app.kept.memories.keep(subscription.team_id, subscription.id, slot, memory, forget_before=last)
    if last is None or not subscription.only_changes:
        return digest
    before = await app.kept.memories.get(subscription.team_id, subscription.id, last)
    if before is None or changed(before, memory):
        return digest
    return replace(digest, unchanged_since=last) if slot - last >= SIGN_OF_LIFE else None


_NONE: Final = Page(limit=0)


@dataclass
class _Alike:
    """Programs that cannot be read, all for one reason."""

    error: BotError
    count: int = 0
    first: list[str] = field(default_factory=list)
    new_count: int = 0
    first_new: list[str] = field(default_factory=list)

    def add(self, appid: str, new: Collection[str]) -> None:
        self.count += 1
        self.first += [appid] if self.count <= NAMED else []
        if appid in new:
            self.new_count += 1
            self.first_new += [appid] if self.new_count <= NAMED else []

    def failed(self, known: Mapping[str, Program]) -> Failed:
        """All of them, with the first ones by name."""
        first, new = ([known[appid] for appid in appids if appid in known] for appids in (self.first, self.first_new))
        return Failed(self.error, self.count, first, self.new_count, new)


async def compose_fleet_digest(
    app: ReadingApp, subscription: Subscription, *, now: datetime, slot: date = date.max, due_at: datetime | None = None
) -> FleetDigest:
    """Return the digest as of now.

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
    report = await read_fleet(app, seen, now=now, tag=tag, appids=appids, page=_NONE)
    asked, moment = asked_about(seen, tag=tag, appids=appids), await moment_of(app.kept.snapshots, now)
    lines = await app.kept.fleets.lines(asked, moment)
    sent = await slots_sent(app.kept.deliveries, subscription, before=slot)
    before = await app.kept.fleet_memories.get(team_id, subscription.id, sent[0]) if sent else None
    same = before is not None and before.about == scope_word(subscription)
    newest = FleetDigestMemory(scope_word(subscription), lines)
    memory = await asyncio.to_thread(as_told, before if same else None, newest)
    failing = Standing.ERROR in report.totals.standings
    changes = await asyncio.to_thread(fleet_changes, before, memory) if before and same else None
    named = await app.kept.programs.found(replace(asked, appids=changes.named)) if changes and changes.rows else ()
    return FleetDigest(
        subscription,
        report,
        await _failed(app, asked, moment, changes.unreadable if changes else ()) if failing else (),
        memory,
        changes,
        {program.appid: program for program in named},
        await _blocked(app, asked, moment, report.totals) if changes is None else {},
        tuple(sent[:2]),
        due_at,
        public_news=await _news(app, now, sent[0]) if sent else None,
        late=due_at is not None and is_late(due_at, now),
        decisions=await app.decisions.about(asked, now=now),
    )


async def _news(app: ReadingApp, now: datetime, then: date) -> BreakNews | None:
    return (await public_count(app.reports, snapshot_day(now), then=then)).news


async def _blocked(
    app: ReadingApp, asked: Asked, moment: Moment, totals: FleetTotals
) -> Mapping[Standing, Sequence[Program]]:
    needs = [each for each in BLOCKED if each in totals.standings and each is not Standing.ERROR]
    first = [
        await app.kept.fleets.sorted(asked, moment, Filter(need.value), Sort.ATTENTION, Page(limit=NAMED))
        for need in needs
    ]
    return dict(zip(needs, first, strict=True))


async def _failed(app: ReadingApp, asked: Asked, moment: Moment, new: Collection[str]) -> tuple[Failed, ...]:
    """By reason, the most common first; of an outage, few programs are read at a time."""
    kinds: dict[Reason, _Alike] = {}
    appids = await app.kept.fleets.listed(asked, moment, Filter.ERROR, Sort.ATTENTION)
    for some in batches(appids, AT_ONCE):
        kept = await app.kept.read_failures.of(asked.seen.team_id, some)
        for failure in (kept[appid] for appid in some if appid in kept):
            kinds.setdefault(reason_of(failure), _Alike(kept_error(failure))).add(failure.appid, new)
    common = sorted(kinds.values(), key=lambda each: each.count, reverse=True)
    named = {appid for each in common for appid in (*each.first, *each.first_new)}
    programs = await app.kept.programs.found(replace(asked, appids=named)) if named else ()
    known: dict[str, Program] = {program.appid: program for program in programs}
    return tuple(each.failed(known) for each in common)


async def changes_of_digest(app: ReadingApp, subscription: Subscription, slot: date) -> FleetChanges | None:
    """Return what the digest of a slot reported as changed; None when that is not known (any more)."""
    sent = await slots_sent(app.kept.deliveries, subscription, before=slot)
    if not sent:
        return None
    before, then = [
        await app.kept.fleet_memories.get(subscription.team_id, subscription.id, day) for day in (sent[0], slot)
    ]
    if before is None or then is None or before.about != then.about:
        return None
    return await asyncio.to_thread(fleet_changes, before, then)
