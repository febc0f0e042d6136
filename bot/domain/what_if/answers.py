"""The answers of `raise` and `cover`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from types import MappingProxyType
from typing import Final

from bot.domain.forecast.forecast import CheckedForecast, Forecast
from bot.domain.numbers.distribution import Bounds, Losses
from bot.domain.numbers.earlier import known
from bot.domain.numbers.judgement import Keeps
from bot.domain.numbers.version import Version
from bot.domain.report.report import Report
from bot.domain.trend.history import History
from bot.domain.what_if.cost import Cost, Outlook, comparable_history, cost_of, outlook


@dataclass(frozen=True)
class RaiseAnswer:
    """The cost of raising the minimum to a version. Fractions."""

    report: Report
    cost: Cost
    lower: Cost | None
    """The next lower listed version; None when this is the lowest."""
    higher: Cost | None
    listed: bool
    """Whether WeChat lists this version; WeChat refuses to set an unknown one."""
    outlook: Outlook | None = None

    @property
    def version(self) -> Version:
        """The version in question."""
        return self.cost.version

    @property
    def loss(self) -> Bounds:
        """The users below it now."""
        return self.cost.now

    @property
    def loss_week_ago(self) -> Bounds | None:
        """None without comparable numbers, and before the release."""
        return known(self.cost.week_ago)

    @property
    def loss_four_weeks_ago(self) -> Bounds | None:
        """As `loss_week_ago`."""
        return known(self.cost.four_weeks_ago)

    @property
    def costs(self) -> Sequence[Cost]:
        """The version with its neighbours, ascending; one that is not listed has the loss of the next higher one."""
        own = self.cost if self.listed or self.higher is None else None
        return [each for each in (self.lower, own, self.higher) if each]

    @property
    def checked_forecast(self) -> CheckedForecast | None:
        """When the version will be safe; None if not computed, or if the minimum guarantees it already."""
        return self.cost.checked_forecast

    @property
    def already_guaranteed(self) -> bool:
        """Whether the minimum set now is this version or above."""
        return self.report.minimum is not None and self.version <= self.report.minimum

    @property
    def safe(self) -> bool:
        """Whether the version certainly keeps 99 % of users, today and over the week; in a break, also before it."""
        return self.report.keeps(self.version) is Keeps.WEEK


@dataclass(frozen=True)
class CoverAnswer:
    """The highest minimum that keeps at least `target` of the users."""

    report: Report
    target: Decimal
    """A fraction."""
    cost: Cost | None
    """Of that minimum; None when no listed version keeps that many."""
    higher: Cost | None
    """The next higher version, which the target rules out."""
    present: Cost | None
    """The minimum set now; None if there is none, or it is one of the two above."""
    outlook: Outlook | None = None
    """Of the next higher version."""

    @property
    def version(self) -> Version | None:
        """That minimum."""
        return self.cost.version if self.cost else None

    @property
    def coverage(self) -> Bounds | None:
        """The users whom that minimum keeps."""
        return self.cost.now.rest if self.cost else None

    @property
    def costs(self) -> Sequence[Cost]:
        """The versions above, ascending."""
        shown = [each for each in (self.present, self.cost, self.higher) if each]
        return sorted(shown, key=lambda each: each.version)

    @property
    def lowers(self) -> bool:
        """Whether only a version below the present minimum keeps the target."""
        minimum = self.report.minimum
        return self.cost is not None and minimum is not None and self.cost.version < minimum

    @property
    def next_forecast(self) -> Forecast | None:
        """When the next higher version reaches the target; None where that is not forecast."""
        checked = self.higher.checked_forecast if self.higher else None
        return next((each for each in checked.forecasts if each.target == self.target), None) if checked else None


Forecasts = Mapping[Version, CheckedForecast | None]
_NONE: Final[Forecasts] = MappingProxyType({})


def neighbours(losses: Losses, version: Version) -> tuple[Version | None, Version | None]:
    """The listed versions next below and next above one."""
    return losses.next_lower(version), losses.next_higher(version)


def raise_answer(report: Report, version: Version, history: History, forecasts: Forecasts = _NONE) -> RaiseAnswer:
    """Answer `raise <version>`.

    Args:
        history: of that snapshot and those before it.
        forecasts: of the version and its neighbours.

    Raises:
        MeaningUnproved: no meaning fits the report's numbers.
    """
    losses, history = report.computed(), comparable_history(report, history)
    cost = cost_of(version, report, history, forecasts.get(version))
    lower, higher = (
        cost_of(each, report, history, forecasts.get(each)) if each else None for each in neighbours(losses, version)
    )
    return RaiseAnswer(report, cost, lower, higher, listed=version in losses.versions, outlook=outlook(cost, history))


def cover_answer(report: Report, target: Decimal, history: History, forecasts: Forecasts = _NONE) -> CoverAnswer:
    """Answer `cover <percent>`; the arguments are as in `raise_answer`, the target is a fraction."""
    losses, history = report.computed(), comparable_history(report, history)
    version = report.highest_keeping(target)
    higher = losses.next_higher(version) if version else None
    present = report.minimum if report.minimum not in (version, higher) else None
    kept, above, now = (
        cost_of(each, report, history, forecasts.get(each)) if each else None for each in (version, higher, present)
    )
    answer = CoverAnswer(report, target, kept, above, now)
    return answer if answer.lowers or above is None else replace(answer, outlook=outlook(above, history))
