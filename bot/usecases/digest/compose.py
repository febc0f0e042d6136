"""Compose digests: of single programs, and of a fleet."""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Final

from bot.domain.access import Viewpoint
from bot.domain.delivery import DeliveryKind, DeliveryState
from bot.domain.digest.digest import (
    MOST_PROGRAMS,
    SIGN_OF_LIFE,
    Digest,
    DigestSection,
    FailedSection,
    changed,
    digest_section,
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
from bot.domain.fleet.report import Filter, FleetTotals, Sort
from bot.domain.fleet.row import BLOCKED, Asked, Page, Standing
from bot.domain.numbers.comparison import WEEK
from bot.domain.numbers.snapshot import snapshot_day
from bot.domain.programs import ALL_OF_WECHAT, Program
from bot.domain.recommendation import versions_to_forecast
from bot.domain.report.caveats import AS_EVER, BreakNews, PublicCount, break_news
from bot.domain.report.report import Report, publicly_broken
from bot.domain.trend.history import HISTORY
from bot.errors import BotError, NoProgram, OperatorError, StorageUnavailable, TemporaryError, UnknownProgram
from bot.lib.cache import batches
from bot.ports.digest import Deliveries, DigestMemories, FleetDigestMemories
from bot.ports.numbers import Moment
from bot.ports.programs import ChannelPrograms
from bot.ports.sweep import ReadFailures
from bot.usecases.decisions.show_cards import ReadDecisions
from bot.usecases.fleet import AT_ONCE, ReadFleet, asked_about, moment_of
from bot.usecases.forecast import MakeForecasts
from bot.usecases.programs.visible import VisiblePrograms
from bot.usecases.report.kept_reports import KeptReports, read_past
from bot.usecases.report.read import ReadReport, Reason, kept_error, reason_of


async def public_count(reports: KeptReports, day: date, *, then: date) -> PublicCount:
    """Return what is known on a day, and what was known then.

    Raises:
        StorageUnavailable: nothing can be looked up.
    """
    now = await reports.snapshots.public(day)
    if not now.breaks:
        return AS_EVER
    news = break_news(now.breaks, (await reports.snapshots.public(then)).breaks, then)
    return PublicCount(publicly_broken(now, day), news)


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


@dataclass(frozen=True)
class SkipUnchanged:
    """For subscriptions that want a digest only when something changed."""

    deliveries: Deliveries
    memories: DigestMemories

    async def __call__(self, digest: Digest, slot: date) -> Digest | None:
        """Return the digest to send in a slot; None when nothing changed since the last one that was sent.

        Its content is kept either way, so that a subscription may begin to want only changes at any time. After a month
        without a digest one is sent all the same, as a sign of life that says so.

        Raises:
            StorageUnavailable: nothing can be looked up.
        """
        subscription = digest.subscription
        memory = await asyncio.to_thread(memory_of, digest)
        last = next(iter(await slots_sent(self.deliveries, subscription, before=slot)), None)
        await self.memories.keep(subscription.team_id, subscription.id, slot, memory, forget_before=last)
        if last is None or not subscription.only_changes:
            return digest
        before = await self.memories.get(subscription.team_id, subscription.id, last)
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
        report = await self.read_fleet(seen, now=now, tag=tag, appids=appids, page=_NONE)
        asked, moment = asked_about(seen, tag=tag, appids=appids), await moment_of(self.read_fleet.snapshots, now)
        lines = await self.read_fleet.fleets.lines(asked, moment)
        sent = await slots_sent(self.deliveries, subscription, before=slot)
        before = await self.memories.get(team_id, subscription.id, sent[0]) if sent else None
        same = before is not None and before.about == scope_word(subscription)
        newest = FleetDigestMemory(scope_word(subscription), lines)
        memory = await asyncio.to_thread(as_told, before if same else None, newest)
        failing = Standing.ERROR in report.totals.standings
        changes = await asyncio.to_thread(fleet_changes, before, memory) if before and same else None
        named = (
            await self.read_fleet.programs.found(replace(asked, appids=changes.named))
            if changes and changes.rows
            else ()
        )
        return FleetDigest(
            subscription,
            report,
            await self._failed(asked, moment, changes.unreadable if changes else ()) if failing else (),
            memory,
            changes,
            {program.appid: program for program in named},
            await self._blocked(asked, moment, report.totals) if changes is None else {},
            tuple(sent[:2]),
            due_at,
            public_news=await self._news(now, sent[0]) if sent else None,
            late=due_at is not None and is_late(due_at, now),
            decisions=await self.decisions.about(asked, now=now),
        )

    async def _news(self, now: datetime, then: date) -> BreakNews | None:
        return (await public_count(self.read_fleet.reports, snapshot_day(now), then=then)).news

    async def _blocked(self, asked: Asked, moment: Moment, totals: FleetTotals) -> Mapping[Standing, Sequence[Program]]:
        needs = [each for each in BLOCKED if each in totals.standings and each is not Standing.ERROR]
        first = [
            await self.read_fleet.fleets.sorted(asked, moment, Filter(need.value), Sort.ATTENTION, Page(limit=NAMED))
            for need in needs
        ]
        return dict(zip(needs, first, strict=True))

    async def _failed(self, asked: Asked, moment: Moment, new: Collection[str]) -> tuple[Failed, ...]:
        """By reason, the most common first; of an outage, few programs are read at a time."""
        kinds: dict[Reason, _Alike] = {}
        appids = await self.read_fleet.fleets.listed(asked, moment, Filter.ERROR, Sort.ATTENTION)
        for some in batches(appids, AT_ONCE):
            kept = await self.read_failures.of(asked.seen.team_id, some)
            for failure in (kept[appid] for appid in some if appid in kept):
                kinds.setdefault(reason_of(failure), _Alike(kept_error(failure))).add(failure.appid, new)
        common = sorted(kinds.values(), key=lambda each: each.count, reverse=True)
        named = {appid for each in common for appid in (*each.first, *each.first_new)}
        programs = await self.read_fleet.programs.found(replace(asked, appids=named)) if named else ()
        known: dict[str, Program] = {program.appid: program for program in programs}
        return tuple(each.failed(known) for each in common)

    async def changes_of(self, subscription: Subscription, slot: date) -> FleetChanges | None:
        """Return what the digest of a slot reported as changed; None when that is not known (any more)."""
        sent = await slots_sent(self.deliveries, subscription, before=slot)
        if not sent:
            return None
        before, then = [await self.memories.get(subscription.team_id, subscription.id, day) for day in (sent[0], slot)]
        if before is None or then is None or before.about != then.about:
            return None
        return await asyncio.to_thread(fleet_changes, before, then)


_AT_ONCE = 10
"""Readings in flight for all digests: WeChat's client slows down beyond that."""
_PASTS_AT_ONCE = 3
"""Pasts in memory for all digests: twenty weeks of a program take two megabytes, and all digests are due at nine."""


@dataclass(frozen=True)
class ComposeDigest:
    """Reads a subscription's programs and compares each with its past weeks."""

    read_report: ReadReport
    visible: VisiblePrograms
    channel_programs: ChannelPrograms
    make_forecasts: MakeForecasts
    decisions: ReadDecisions
    reports: KeptReports
    _room: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(_AT_ONCE), repr=False)
    _pasts: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(_PASTS_AT_ONCE), repr=False)

    async def __call__(self, subscription: Subscription, *, now: datetime, due_at: datetime | None = None) -> Digest:
        """Return the digest as of now. A program that cannot be read never stops the others.

        Args:
            due_at: the slot's moment (UTC); None for "Send now".

        Raises:
            NoProgram: no program is configured.
            StorageUnavailable: nothing can be looked up.
        """
        seen, today = Viewpoint.of_channel(subscription.team_id, subscription.channel_id), snapshot_day(now)
        shown, left_out, unknown = await self._programs_of(seen, subscription)
        sections, failed = await self.sections(subscription.team_id, shown, now=now)
        about = Asked(seen, appids=[each.appid for each in shown])
        return Digest(
            subscription,
            sections,
            (*failed, *unknown),
            left_out=left_out,
            due_at=due_at,
            late=due_at is not None and is_late(due_at, now),
            decisions=await self.decisions.about(about, now=now) if shown else (),
            public=await public_count(self.reports, today, then=today - WEEK),
        )

    async def sections(
        self, team_id: str, programs: Sequence[Program], *, now: datetime, then: date | None = None
    ) -> tuple[tuple[DigestSection, ...], tuple[FailedSection, ...]]:
        """Programs compared with a day, a week ago if none is named; and those that cannot be read.

        Raises:
            StorageUnavailable: nothing can be looked up.
        """
        parts = await asyncio.gather(*(self._part(team_id, program, now, then) for program in programs))
        failed = tuple(part for part in parts if isinstance(part, FailedSection))
        return tuple(part for part in parts if isinstance(part, DigestSection)), failed

    async def _programs_of(
        self, seen: Viewpoint, subscription: Subscription
    ) -> tuple[Sequence[Program], int, Sequence[FailedSection]]:
        """Return the programs of a subscription, how many more there are, and those that its channel does not have.

        Without any they are the channel's own, else all that exist in it; all of WeChat where there are none.
        """
        count = await self.visible.count(seen)
        if not count and not self.visible.all_of_wechat:
            raise NoProgram(count=0)
        if appids := subscription.appids:
            known = await self.visible.among(seen, appids)
            gone = set(appids) - {each.appid for each in known}
            failed = [FailedSection(each, UnknownProgram(name=each, suggestion="")) for each in appids if each in gone]
            return known[:MOST_PROGRAMS], max(len(known) - MOST_PROGRAMS, 0), failed
        chosen = await self.channel_programs.get(seen.team_id, seen.channel_id)
        if chosen and (own := await self.visible.find(seen, chosen)):
            return [own], 0, ()
        first = await self.visible.search(seen, "", limit=MOST_PROGRAMS)
        return first or [ALL_OF_WECHAT], max(count - len(first), 0), ()

    async def _part(
        self, team_id: str, program: Program, now: datetime, then: date | None
    ) -> DigestSection | FailedSection:
        async with self._room:
            try:
                report = await self.read_report(team_id, program, now=now)
            except StorageUnavailable:
                raise  # concerns every program, not this one
            except (OperatorError, TemporaryError) as error:
                return FailedSection(program, error)
        async with self._pasts:
            return await section_of(team_id, report, self.reports, self.make_forecasts, then=then)


async def section_of(
    team_id: str, report: Report, reports: KeptReports, make_forecasts: MakeForecasts, *, then: date | None = None
) -> DigestSection:
    """One program's section, from nothing newer than the report's day; for `then` see `digest_section`.

    Raises:
        StorageUnavailable: nothing can be looked up.
    """
    day = report.snapshot.day
    report = await read_past(reports.snapshots, team_id, report, since=day - HISTORY)
    newer = await reports.snapshots.since(team_id, report.program.appid, day) if report.stale_because else ()
    # A hundred distributions take tens of milliseconds: too long for the event loop. A digest of many programs does not
    # hold the past of each until it is sent.
    earlier = report.history(day - HISTORY)[:-1]
    part = await asyncio.to_thread(digest_section, replace(report, past=None), earlier, then, newer)
    checked = await make_forecasts.each(team_id, report, versions_to_forecast(report))
    return replace(part, forecasts=tuple(each.safe for each in checked if each))
