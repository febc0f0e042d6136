"""The loss at a few versions over the weeks, the chart that they share, and new versions."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from bot.domain.numbers.before import Day, earlier_loss
from bot.domain.numbers.distribution import ONE, ZERO, Bounds
from bot.domain.numbers.earlier import Earlier, known
from bot.domain.numbers.version import Version
from bot.domain.recommendation import next_above
from bot.domain.report.report import Report
from bot.domain.trend.history import COMPARED, POINTS_FOR_TREND, History

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
        """The first of the days from which the line is drawn: since its release or, unless asked for, its roll-out."""
        high = ONE if requested else max(_LOW, 2 * self.now.low)
        early = (number for number, loss in enumerate(self.losses) if loss is None or loss.low > high)
        return max(early, default=-1) + 1


def _span(one: Earlier, other: Earlier) -> Earlier | None:
    """What holds both; None where only one is known."""
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
        """A line's certain losses on the days."""
        return tuple(loss.low for loss in line.losses[self.skipped :] if loss is not None)


def chart_of(days: tuple[date, ...], lines: Sequence[Line], *, requested: bool = False) -> Chart | None:
    """The lines that can share a chart of at least three days; a line that is too new for that is left out.

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
    """The loss at a version on a report's day, and over the weeks of a history that ends with it."""
    drawn = tuple(known(earlier_loss(version, Day(kept))) for kept in history.weekly)
    week, four_weeks = (earlier_loss(version, history.weeks_ago(weeks)) for weeks in COMPARED)
    return Line(version, drawn, report.loss(version) or report.computed().loss(version), week, four_weeks)


def releases_of(report: Report, history: History) -> tuple[Release, ...]:
    """The newest of the versions that appeared and are still listed, and those before it that users stayed on."""
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
