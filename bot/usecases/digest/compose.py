"""Compose digests of single programs."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from bot.domain.access import Viewpoint
from bot.domain.caveats import AS_EVER, PublicCount, break_news
from bot.domain.digest.digest import (
    MOST_PROGRAMS,
    Digest,
    DigestSection,
    FailedSection,
    digest_section,
)
from bot.domain.digest.subscription import Subscription, is_late
from bot.domain.fleet_row import Asked
from bot.domain.numbers.comparison import WEEK
from bot.domain.numbers.snapshot import snapshot_day
from bot.domain.programs import ALL_OF_WECHAT, Program
from bot.domain.recommendation import versions_to_forecast
from bot.domain.report import Report, publicly_broken
from bot.domain.trend_history import HISTORY
from bot.errors import NoProgram, OperatorError, StorageUnavailable, TemporaryError, UnknownProgram
from bot.ports.programs import ChannelPrograms
from bot.usecases.decisions.show_cards import ReadDecisions
from bot.usecases.programs.visible import VisiblePrograms
from bot.usecases.report.kept_reports import KeptReports, read_past
from bot.usecases.report.make_forecasts import MakeForecasts
from bot.usecases.report.read import ReadReport


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
