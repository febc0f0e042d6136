"""How the loss at a few versions moved over the stored weeks, and the gap to all of WeChat's users."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cached_property

from bot.domain.forecast.forecast import Forecast
from bot.domain.numbers.distribution import Bounds
from bot.domain.numbers.judgement import UNKNOWN, Judgement, Keeps, Withdrawal
from bot.domain.numbers.public import PublicSnapshot
from bot.domain.numbers.snapshot import near
from bot.domain.numbers.version import Version
from bot.domain.report.report import Report
from bot.domain.trend.history import History, LeftOut
from bot.domain.trend.lines import (
    BEFORE_TAIL,
    MOST_VERSIONS,
    Chart,
    Line,
    Release,
    candidates,
    chart_of,
    line_of,
    releases_of,
)


@dataclass(frozen=True, slots=True)
class Companion:
    """The public loss at one version, beside this program's. Fractions."""

    version: Version
    losses: tuple[Bounds | None, ...]
    """One for each of `TrendAnswer.days`; None without public numbers near that day."""


@dataclass(frozen=True, slots=True)
class Tail:
    """The share of users below a version: this program's beside WeChat's."""

    version: Version
    ours: Decimal
    """The certain loss at it: on the newest sound day if that is at most three days from the day published, so that the
    answer is consistent; else on the nearest sound day."""
    public: Decimal

    @property
    def older_by(self) -> Decimal:
        """A difference of fractions; negative when this program's users are newer than WeChat's."""
        return self.ours - self.public


@dataclass(frozen=True)
class TrendAnswer:
    """The answer of `trend`."""

    report: Report
    """From the newest snapshot; not drawn when it is not sound."""
    days: tuple[date, ...]
    """At most twenty, one a week, oldest first; the last is the newest sound one."""
    lines: tuple[Line, ...]
    """At most five, lowest version first."""
    left_out: tuple[LeftOut, ...]
    """Oldest first."""
    withdrawals: tuple[Withdrawal, ...]
    """Oldest first."""
    companion: Companion | None
    """For the version of `tail`; None when public numbers are missing or switched off."""
    public: PublicSnapshot | None
    """The newest sound public snapshot; dated in the answer."""
    tail: Tail | None
    """None without public numbers, or without a sound snapshot of this program near their day."""
    requested: tuple[Version, ...] = ()
    """The requested versions, in that order; empty when `candidates` chose them."""
    releases: tuple[Release, ...] = ()
    """New versions, newest first; at most three."""
    forecasts: tuple[Forecast, ...] = ()
    """When the versions in `awaited` reach 99 % coverage."""
    judgement: Judgement = UNKNOWN
    """Of the newest sound day."""

    @cached_property
    def chart(self) -> Chart | None:
        """The lines as a chart; None with too few points."""
        return chart_of(self.days, self.lines, requested=bool(self.requested))

    @property
    def rows(self) -> Sequence[Line]:
        """Every version named in the answer, lowest first."""
        named = {line.version: line for line in (*self.lines, *(release.line for release in self.releases))}
        return [named[version] for version in sorted(named)]

    def safe(self, line: Line) -> bool:
        """Whether a line's version certainly keeps 99 % now; in a break, also before it."""
        return self.keeps(line) is Keeps.WEEK

    def keeps(self, line: Line) -> Keeps:
        """Whether a line's version keeps 99 % on the newest sound day; in a break, also before it."""
        return self.judgement.keeps(line.version, line.now)

    @property
    def awaited(self) -> tuple[Version, ...]:
        """The versions not certain to keep 99 % yet, the nearest to it first."""
        return tuple(line.version for line in self.lines if not self.safe(line))

    @property
    def headline(self) -> Line | None:
        """The first requested version; else of those above the minimum the one waited for, or the newest that is safe.

        None without one.
        """
        if self.requested:
            return next((line for line in self.lines if line.version == self.requested[0]), None)
        minimum = self.report.minimum
        above = [line for line in self.lines if minimum is None or line.version > minimum]
        return next((line for line in above if not self.safe(line)), above[-1] if above else None)


def trend_answer(
    report: Report, history: History, versions: Sequence[Version], published: Sequence[PublicSnapshot]
) -> TrendAnswer:
    """Answer `trend`.

    The tail and the companion line are about the first requested version with users; without a request, about the
    highest version that keeps 95 %.

    Args:
        history: of that snapshot and those before it.
        versions: the requested ones, in that order; empty for `candidates`.
        published: WeChat's public snapshots, sound ones, oldest first.
    """
    newest = history.newest
    if newest is None or newest.distribution is None:
        return TrendAnswer(report, (), (), history.left_out, history.withdrawals, None, None, None, tuple(versions))
    sound = replace(report, snapshot=newest)
    matter = candidates(sound)
    had = (version for version in versions if newest.distribution.coverage(version).low)
    before_tail = newest.distribution.highest_keeping(BEFORE_TAIL)
    about = next((version for version in (*had, before_tail, *matter) if version), None)
    days = tuple(snapshot.day for snapshot in history.weekly)
    companion = _companion(about, days, published) if about else None
    if companion and None not in companion.losses:  # which is worth more than a fifth version that was not requested
        matter = candidates(sound, most=MOST_VERSIONS - 1)
    shown = sorted(set(versions)) or matter
    return TrendAnswer(
        report,
        days,
        tuple(line_of(version, sound, history) for version in shown[:MOST_VERSIONS]),
        history.left_out,
        history.withdrawals,
        companion,
        published[-1] if published else None,
        _tail(about, history, published[-1]) if about and published else None,
        tuple(versions),
        releases_of(sound, history),
        judgement=newest.judgement,
    )


def _companion(version: Version, days: Sequence[date], published: Sequence[PublicSnapshot]) -> Companion | None:
    beside = [near(published, day) for day in days]
    if not any(beside):
        return None
    return Companion(version, tuple(each.total.loss(version) if each else None for each in beside))


def _tail(version: Version, history: History, public: PublicSnapshot) -> Tail | None:
    ours = near(history.sound[-1:], public.day) or near(history.sound, public.day)
    if ours is None or ours.distribution is None:
        return None
    return Tail(version, ours.distribution.loss(version).low, public.total.loss(version).low)
