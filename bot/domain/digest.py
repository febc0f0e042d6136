"""What a weekly digest says: per program coverage and loss now and how they moved, and what could not be read."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal

from bot.domain.comparison import comparable, weeks_before
from bot.domain.distribution import Bounds, Distribution
from bot.domain.program import Program
from bot.domain.report import SAFE, Report
from bot.domain.snapshot import Snapshot, near
from bot.domain.subscription import EVERY_PART, Part, Subscription
from bot.domain.version import Version
from bot.errors import BotError

_WEEK = timedelta(days=7)
_MATTERS_FROM = Decimal("0.01")
_SERIES = 6
"""As many lines as every reading of Slack's chart limit allows."""
_POINTS = 20
_POINTS_FOR_TREND = 3


@dataclass(frozen=True, slots=True)
class Movement:
    """Coverage of one version, now and before. Fractions; changes are differences of fractions."""

    version: Version
    coverage: Bounds
    since_last_week: Decimal | None
    """None when nothing comparable was kept then."""
    since_four_weeks: Decimal | None


@dataclass(frozen=True, slots=True)
class Trend:
    """Coverage of a few versions over the kept weeks, for a chart."""

    days: tuple[date, ...]
    lines: tuple[tuple[Version, tuple[Decimal, ...]], ...]
    """Per version one fraction for each day."""


@dataclass(frozen=True)
class DigestSection:
    """One program's part of a digest."""

    report: Report
    loss_at_minimum: Bounds | None
    """Users below the minimum set now: they are cut off already. None when there is no minimum or nothing is proved."""
    movements: tuple[Movement, ...]
    safe_before: Version | None
    """The highest minimum that kept 99 % a week ago; None when unknown."""
    appeared: tuple[Version, ...]
    """Versions listed now and not a week ago."""
    vanished: tuple[Version, ...]
    minimum_before: Version | None
    """The minimum a week ago; None when unknown."""
    trend: Trend | None
    """None with fewer than three comparable snapshots."""


@dataclass(frozen=True, slots=True)
class Unread:
    """A program that a digest could not read and of which nothing is kept."""

    program: Program
    error: BotError


MOST_PROGRAMS = 10
"""How many programs one message has room for (Slack allows 50 blocks)."""


@dataclass(frozen=True)
class Digest:
    """All that one digest says."""

    subscription: Subscription
    sections: tuple[DigestSection, ...]
    """In the subscription's order; a stale report says so itself."""
    unread: tuple[Unread, ...] = ()
    left_out: int = 0
    """How many more programs the subscription names than fit."""
    due_at: datetime | None = None
    """UTC, the slot's moment; None when somebody asked for it now."""
    late: bool = False
    """Whether it comes clearly after `due_at`."""
    unchanged_since: date | None = None
    """The slot since which nothing changed, when it comes only as a sign of life."""

    def told(self) -> "Digest":
        """Without the parts that the order leaves out."""
        parts = self.subscription.parts
        return self if parts == EVERY_PART else replace(self, sections=tuple(_told(it, parts) for it in self.sections))


def _told(section: DigestSection, parts: frozenset[Part]) -> DigestSection:
    if Part.MOVEMENT not in parts:
        section = replace(section, movements=())
    if Part.VERSIONS not in parts:
        section = replace(section, appeared=(), vanished=())
    return section if Part.CHART in parts else replace(section, trend=None)


def digest_section(report: Report, history: Sequence[Snapshot]) -> DigestSection:
    """Compare a report with the snapshots kept before it (oldest first)."""
    distribution = report.distribution
    week_ago = near(history, report.snapshot.day - _WEEK)  # the minimum can be told whatever the numbers mean
    minimum_before = week_ago.minimum if week_ago else None
    if distribution is None:
        return DigestSection(report, None, (), None, (), (), minimum_before, None)
    before, long_before = (weeks_before(history, report.snapshot, weeks) for weeks in (1, 4))
    earlier = before.distribution if before else None
    much_earlier = long_before.distribution if long_before else None
    now, then = set(distribution.versions), set(earlier.versions) if earlier else set()
    watched = versions_that_matter(report)
    return DigestSection(
        report,
        report.loss_at_minimum,
        tuple(_movement(version, distribution, earlier, much_earlier) for version in watched),
        earlier.highest_keeping(SAFE) if earlier else None,
        tuple(sorted(now - then, reverse=True)) if earlier else (),
        tuple(sorted(then - now, reverse=True)) if earlier else (),
        minimum_before,
        trend([*comparable(history, report.snapshot), report.snapshot], watched),
    )


def versions_that_matter(report: Report) -> list[Version]:
    """At most six, newest first: the minimum, the highest that keep 99 % and 95 %, the newest with real users."""
    distribution = report.distribution
    if distribution is None:
        return []
    wanted = [
        report.minimum,
        report.safe_minimum,
        distribution.highest_keeping(Decimal("0.95")),
        *(version for version, share in distribution.shares if share >= _MATTERS_FROM),
    ]
    chosen = dict.fromkeys(version for version in wanted if version is not None)
    return sorted(list(chosen)[:_SERIES], reverse=True)


def trend(snapshots: Sequence[Snapshot], versions: Sequence[Version]) -> Trend | None:
    """Coverage of some versions on one day a week, back from the newest snapshot; None below three points."""
    sound = {snapshot.day: snapshot for snapshot in snapshots if snapshot.distribution}
    if not sound or not versions:
        return None
    newest = max(sound)
    weekly = [near(sound.values(), newest - week * _WEEK) for week in reversed(range(_POINTS))]
    chosen = {snapshot.day: snapshot.distribution for snapshot in weekly if snapshot and snapshot.distribution}
    if len(chosen) < _POINTS_FOR_TREND:
        return None
    lines = tuple(
        (version, tuple(distribution.coverage(version).low for distribution in chosen.values())) for version in versions
    )
    return Trend(tuple(chosen), lines)


def _movement(
    version: Version, now: Distribution, week_ago: Distribution | None, four_weeks_ago: Distribution | None
) -> Movement:
    coverage = now.coverage(version)

    def change(then: Distribution | None) -> Decimal | None:
        return coverage.low - then.coverage(version).low if then else None

    return Movement(version, coverage, change(week_ago), change(four_weeks_ago))
