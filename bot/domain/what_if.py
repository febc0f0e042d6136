"""What another minimum would cost, from the breakdown."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from bot.domain.forecast.record import CheckedForecast
from bot.domain.numbers.comparison import comparable
from bot.domain.numbers.distribution import Bounds, Distribution
from bot.domain.numbers.level import level_weeks_before
from bot.domain.numbers.snapshot import Snapshot
from bot.domain.numbers.version import Version
from bot.domain.report.report import Report


@dataclass(frozen=True)
class RaiseAnswer:
    """The cost of raising the minimum to a version, now and earlier. Fractions."""

    report: Report
    version: Version
    loss: Bounds
    loss_week_ago: Bounds | None
    """None without a comparable snapshot."""
    loss_four_weeks_ago: Bounds | None
    lower: tuple[Version, Bounds] | None
    """The next lower listed version and the loss at it; None when this is the lowest."""
    higher: tuple[Version, Bounds] | None
    listed: bool
    """Whether WeChat lists this version; WeChat refuses to set an unknown one."""
    checked_forecast: CheckedForecast | None = None
    """When the version will be safe; None if not requested, or if the minimum guarantees it already."""

    @property
    def since_week_ago(self) -> Decimal | None:
        """How the loss changed in a week (a difference of fractions); None without a comparable snapshot.

        Between the high ends: before a version was listed, no user is known to have had it, so all were lost.
        """
        return self.loss.high - self.loss_week_ago.high if self.loss_week_ago else None

    @property
    def since_four_weeks_ago(self) -> Decimal | None:
        """The change of the loss in four weeks, as `since_week_ago`."""
        return self.loss.high - self.loss_four_weeks_ago.high if self.loss_four_weeks_ago else None

    @property
    def already_guaranteed(self) -> bool:
        """Whether the minimum set now is this version or above."""
        return self.report.minimum is not None and self.version <= self.report.minimum


@dataclass(frozen=True)
class CoverAnswer:
    """The highest minimum that keeps at least `target` of the users."""

    report: Report
    target: Decimal
    """A fraction."""
    version: Version | None
    """None when no listed version keeps that many."""
    coverage: Bounds | None
    higher: tuple[Version, Bounds] | None
    """The next higher version and its coverage, which the target rules out."""


def raise_answer(
    report: Report, distribution: Distribution, version: Version, history: Sequence[Snapshot]
) -> RaiseAnswer:
    """Answer `raise <version>` from a report and the snapshots of the last five weeks."""
    sound = comparable(history, report.snapshot)

    def then(weeks: int) -> Bounds | None:
        level = level_weeks_before(sound, report.snapshot.day, weeks)
        return level.loss(version) if level else None

    def step(neighbour: Version | None) -> tuple[Version, Bounds] | None:
        return (neighbour, distribution.loss(neighbour)) if neighbour else None

    return RaiseAnswer(
        report,
        version,
        distribution.loss(version),
        loss_week_ago=then(1),
        loss_four_weeks_ago=then(4),
        lower=step(distribution.next_lower(version)),
        higher=step(distribution.next_higher(version)),
        listed=version in distribution.versions,
    )


def cover_answer(report: Report, distribution: Distribution, target: Decimal) -> CoverAnswer:
    """Answer `cover <percent>`."""
    version = distribution.highest_keeping(target)
    above = distribution.next_higher(version) if version else None
    return CoverAnswer(
        report,
        target,
        version,
        distribution.coverage(version) if version else None,
        (above, distribution.coverage(above)) if above else None,
    )
