"""The trend of a program's losses, and its chart."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Final

from bot.domain.forecast.forecast import Forecast
from bot.domain.numbers.comparison import Day, earlier_loss
from bot.domain.numbers.distribution import ONE, ZERO, Bounds
from bot.domain.numbers.judgement import UNKNOWN, Judgement, Keeps, Withdrawal
from bot.domain.numbers.loss_table import Earlier, known
from bot.domain.numbers.public import PublicSnapshot
from bot.domain.numbers.snapshot import near
from bot.domain.numbers.version import Version
from bot.domain.recommendation import next_above
from bot.domain.report import Report
from bot.domain.trend_history import COMPARED, POINTS_FOR_TREND, History, LeftOut

MOST_VERSIONS = 5
"""Versions at most: with the target they are the six lines that every interpretation of Slack's chart limit allows."""
BEFORE_TAIL = Decimal("0.95")
"""The coverage above the tail: a smaller tail would leave nothing to compare."""
_LOW = Decimal("0.1")
"""The highest loss worth drawing: with one line at 20 % those at 1 % would lie on the axis."""
_BETWEEN = Decimal("0.98")
"""Besides 99 and 95 %: the highest minimum that keeps it is a candidate."""
_MOST_STEPS = 8
"""Of a chart's axis: those who draw charts aim at five round ones."""
_VISIBLE = Decimal("0.05")
"""Of the highest line: one that stays below lies on the axis."""
_STAYED = Decimal("0.01")
"""The share of users from which an older release is named beside the newest: what a newer one replaced has none."""
_NEW = 3
"""Releases named."""


@dataclass(frozen=True, slots=True)
class Line:
    """The loss at one version. Fractions."""

    version: Version
    losses: tuple[Bounds | None, ...]
    """One for each of the weekly days; None before its release."""
    now: Bounds
    week_ago: Earlier
    four_weeks_ago: Earlier
    through: Version | None = None
    """The newest of the versions that share the line; None where `version` has it alone."""

    def joined(self, newer: "Line") -> "Line | None":
        """One line for both, where they cost the same now; None where they do not."""
        week = _span(self.week_ago, newer.week_ago)
        four = _span(self.four_weeks_ago, newer.four_weeks_ago)
        if self.now != newer.now or week is None or four is None:
            return None
        return replace(self, through=newer.version, week_ago=week, four_weeks_ago=four)

    @property
    def drawn(self) -> list[Decimal]:
        """The certain losses that a chart of what matters draws."""
        return [loss.low for loss in self.losses[self.begins(requested=False) :] if loss is not None]

    def begins(self, *, requested: bool) -> int:
        """Return the first of the days from which the line is drawn.

        Since its release or, unless asked for, its roll-out.
        """
        high = ONE if requested else max(_LOW, 2 * self.now.low)
        early = (number for number, loss in enumerate(self.losses) if loss is None or loss.low > high)
        return max(early, default=-1) + 1


def _span(one: Earlier, other: Earlier) -> Earlier | None:
    """Return what holds both; None where only one is known."""
    if isinstance(one, Bounds) and isinstance(other, Bounds):
        return Bounds(min(one.low, other.low), max(one.high, other.high))
    return one if one == other else None


@dataclass(frozen=True, slots=True)
class Release:
    """A version that appeared within the last four weeks."""

    day: date
    """The first day on which it was listed."""
    line: Line


@dataclass(frozen=True, slots=True)
class Chart:
    """The lines that fit into one chart, over the days that all of them have."""

    days: tuple[date, ...]
    lines: tuple[Line, ...]
    """Lowest version first."""
    skipped: int
    """How many earlier days are left out."""

    def has(self, version: Version) -> bool:
        """Whether a version is drawn."""
        return any(line.version == version for line in self.lines)

    def losses(self, line: Line) -> tuple[Decimal, ...]:
        """Return a line's certain losses on the days."""
        return tuple(loss.low for loss in line.losses[self.skipped :] if loss is not None)


def chart_of(days: tuple[date, ...], lines: Sequence[Line], *, requested: bool = False) -> Chart | None:
    """Return the lines that can share a chart of at least three days; a line that is too new for that is left out.

    Args:
        days: of the lines' losses.
        lines: at most five.
        requested: whether they were asked for, so that each is drawn, and its roll-out, too.
    """
    begins = {line.version: line.begins(requested=requested) for line in lines}
    drawn = sorted(lines if requested else _above_the_axis(lines), key=lambda line: line.version)
    while drawn:
        newest = max(drawn, key=lambda line: begins[line.version])
        if len(days) - begins[newest.version] >= POINTS_FOR_TREND:
            return Chart(days[begins[newest.version] :], tuple(drawn), begins[newest.version])
        drawn.remove(newest)
    return None


def _above_the_axis(lines: Sequence[Line]) -> Sequence[Line]:
    """Those that can be told from the axis, unless the others alone would not make it begin at zero."""
    highest = max((loss for line in lines for loss in line.drawn), default=ZERO)
    seen = [line for line in lines if max(line.drawn, default=ZERO) >= highest * _VISIBLE]
    lowest = min((loss for line in seen for loss in line.drawn), default=ZERO)
    return lines if may_begin_above_zero(lowest, highest) else seen


def may_begin_above_zero(lowest: Decimal, highest: Decimal) -> bool:
    """Whether an axis that is fitted to values from the lowest to the highest has a step or more of room below them."""
    return lowest * _MOST_STEPS > highest - lowest


def line_of(version: Version, report: Report, history: History) -> Line:
    """Return the loss at a version on a report's day, and over the weeks of a history that ends with it."""
    drawn = tuple(known(earlier_loss(version, Day(kept))) for kept in history.weekly)
    week, four_weeks = (earlier_loss(version, history.weeks_ago(weeks)) for weeks in COMPARED)
    return Line(version, drawn, report.loss(version) or report.computed().loss(version), week, four_weeks)


def releases_of(report: Report, history: History) -> tuple[Release, ...]:
    """Return the newest version that appeared and is still listed, and those before it that users stayed on."""
    now = report.distribution
    if now is None:
        return ()
    found = sorted((each for each in history.appeared if each[0] in set(now.versions)), reverse=True)
    used = [each for at, each in enumerate(found) if not at or now.share(each[0]) >= _STAYED]
    return tuple(Release(day, line_of(version, report, history)) for version, day in used[:_NEW])


def candidates(report: Report, *, most: int = MOST_VERSIONS, tail: bool = True) -> list[Version]:
    """At most `most` versions that a decision is about, lowest first.

    The next one above the minimum that does not keep 99 % yet, the highest that keep 99 %, 95 % and 98 %, and the
    minimum, as far as a chart has room for their losses; where there is none of them, the lowest.

    Args:
        tail: whether the highest that keeps 95 % is among them.
    """
    distribution = report.distribution
    if distribution is None:
        return []
    safe, minimum = report.safe_minimum, report.minimum
    reached = max((version for version in (safe, minimum) if version is not None), default=None)
    wanted = [
        next_above(distribution, reached) if reached else None,
        safe,
        distribution.highest_keeping(BEFORE_TAIL) if tail else None,
        minimum,
        distribution.highest_keeping(_BETWEEN),
    ]
    low = [version for version in wanted if version is not None and distribution.loss(version).low <= _LOW]
    return sorted(list(dict.fromkeys(low or [distribution.versions[-1]]))[:most])


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
        newest = self.report.judgement
        return self.judgement.keeps(line.version, line.now) if newest.usable or newest.of else Keeps.NO

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


@dataclass(frozen=True, slots=True)
class ChartLine:
    name: str
    """May contain outside text, in any script. Unique within the chart."""
    values: tuple[float | None, ...]
    """Percent, one for each day; None where unknown."""
    dashed: bool = False
    """Whether it is another program's, drawn for comparison."""
    target: bool = False
    """Whether it marks a limit."""


@dataclass(frozen=True, slots=True)
class LineChart:
    """Lines over days, with all labels in the reader's language."""

    title: str
    subtitle: str
    x_label: str
    y_label: str
    days: tuple[date, ...]
    """Oldest first, at least one; intervals may differ."""
    day_names: tuple[str, ...]
    """The axis label of each day."""
    lines: tuple[ChartLine, ...]


@dataclass(frozen=True, slots=True)
class ChartFile:
    name: str
    """The file name."""
    chart: LineChart
    instead: tuple[LineChart, ...]
    """With less in other scripts, where the fonts lack a character of the chart; the next best first."""
    alt_text: str
    """Description for screen readers, in the reader's language."""
    comment: str
    """The message with the file, in the reader's language."""


_BETWEEN_VERSIONS: Final = re.compile(r"[,;、]")
_DOTTED: Final = re.compile(r"[vV]?\d+(?:\.\d+)+", re.ASCII)


def parse_trend(words: Iterable[str]) -> tuple[str, tuple[Version, ...]]:
    """Return the program's name (may be empty), and the versions in the order typed, each once.

    Raises:
        BadVersion: dotted numbers that are not a version.
    """
    name, versions = split_trend(words)
    return name, tuple(dict.fromkeys(map(Version.parse, versions)))


def split_trend(words: Iterable[str]) -> tuple[str, list[str]]:
    """Return the program's name, and the words that look like versions: with dots, so `3` belongs to the name."""
    parts = [part for word in words for part in _BETWEEN_VERSIONS.split(word) if part]
    return " ".join(part for part in parts if not _DOTTED.fullmatch(part)), list(filter(_DOTTED.fullmatch, parts))
