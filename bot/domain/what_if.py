"""What raising or lowering a minimum does: the question, the costs, the answer."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from itertools import dropwhile
from types import MappingProxyType
from typing import Final

from bot.domain.forecast.forecast import CheckedForecast, Expected, Forecast
from bot.domain.numbers.comparison import earlier_loss
from bot.domain.numbers.distribution import Bounds, Losses
from bot.domain.numbers.judgement import Keeps
from bot.domain.numbers.loss_table import Absent, Earlier, known, released
from bot.domain.numbers.meaning import parse_percent, percent_text
from bot.domain.numbers.version import Version
from bot.domain.report import Report
from bot.domain.trend_history import POINTS_FOR_TREND, History
from bot.errors import BadPercent

WEEKS_BEFORE = 12
"""Weekly points of the chart up to today; with eight weeks ahead, the twenty that Slack's charts have room for."""

_ROLLING_OUT = Decimal("0.1")
"""The weeks in which a version with twice its present loss was still rolling out would flatten all later ones."""
_MANY = Decimal("0.35")
_STEPS = ((20, 1), (100, 5), (1000, 10))
"""Below such a number it is rounded to such steps; above, to two digits."""


@dataclass(frozen=True, slots=True)
class Cost:
    """The loss at one version, as a minimum."""

    version: Version
    now: Bounds
    """While a break goes on, see `Report.loss`."""
    week_ago: Earlier = Absent.NO_DATA
    four_weeks_ago: Earlier = Absent.NO_DATA
    checked_forecast: CheckedForecast | None = None

    def ahead(self, weeks: int) -> Expected | None:
        """Return the loss expected that many weeks from now; None without a forecast."""
        if self.checked_forecast is None:
            return None
        safe = self.checked_forecast.safe
        day = safe.made_on + timedelta(weeks=weeks)
        return next((each for each in safe.path if each.day == day), None)


@dataclass(frozen=True, slots=True)
class Outlook:
    """The loss at one version week by week, measured and then expected, for a chart."""

    version: Version
    days: tuple[date, ...]
    """Oldest first; at most twenty."""
    loss: tuple[Decimal, ...]
    expected: int
    """How many of the days are still ahead."""


def cost_of(
    version: Version, report: Report, history: History, checked_forecast: CheckedForecast | None = None
) -> Cost:
    """Return the cost of a version on the day of a report, with which a history ends.

    Raises:
        MeaningUnproved: no meaning fits the report's numbers.
    """
    return Cost(
        version,
        report.loss(version) or report.computed().loss(version),
        earlier_loss(version, history.weeks_ago(1)),
        earlier_loss(version, history.weeks_ago(4)),
        checked_forecast,
    )


def one_in(loss: Bounds) -> int | None:
    """Return the loss as one user in N, rounded as people say it; None for no loss, a large one or a range."""
    if not 0 < loss.low <= _MANY or loss.low != loss.high:
        return None
    exact = 1 / loss.low
    step = next((step for below, step in _STEPS if exact < below), 10 ** (exact.adjusted() - 1))
    return int((exact / step).to_integral_value(ROUND_HALF_UP) * step)


def comparable_history(report: Report, history: History) -> History:
    """Return the history, if it ends with the report's snapshot; an empty one where that snapshot is not sound."""
    newest = history.newest
    return history if newest is not None and newest.day == report.snapshot.day else History((), (), ())


def outlook(cost: Cost, history: History) -> Outlook | None:
    """Return the chart of a version's loss since its roll-out; None with too few points for a line."""
    measured = [
        (kept.day, kept.distribution.loss(cost.version).low)
        for kept in history.weekly[-WEEKS_BEFORE:]
        if kept.distribution and released(cost.version, kept.distribution)
    ]
    measured = list(dropwhile(lambda point: point[1] > max(_ROLLING_OUT, 2 * cost.now.low), measured))
    ahead = cost.checked_forecast.safe.weeks if cost.checked_forecast else ()
    if not measured or len(measured) + len(ahead) < POINTS_FOR_TREND:
        return None
    return Outlook(
        cost.version,
        (*(day for day, _ in measured), *(each.day for each in ahead)),
        (*(loss for _, loss in measured), *(each.loss for each in ahead)),
        len(ahead),
    )


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
    """Return the listed versions next below and next above one."""
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


_FRACTION: Final = re.compile(r"0?\.\d{1,4}", re.ASCII)


def parse_target(text: str) -> Decimal:
    """Parse a typed target (`99`, `99.5%`) as a fraction.

    Raises:
        BadPercent: not a percentage; or a number such as `0.99`, which probably means 99 %.
    """
    if _FRACTION.fullmatch(number := text.strip()):
        raise BadPercent(text=number, suggestion=f"{percent_text(Decimal(number))}%")
    return parse_percent(text)
