"""The cost of one minimum: users cut off earlier, today and in the weeks to come. Fractions."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from itertools import dropwhile

from bot.domain.forecast.forecast import CheckedForecast, Expected
from bot.domain.numbers.before import earlier_loss
from bot.domain.numbers.distribution import Bounds
from bot.domain.numbers.earlier import Absent, Earlier, released
from bot.domain.numbers.version import Version
from bot.domain.report.report import Report
from bot.domain.trend.history import POINTS_FOR_TREND, History

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
        """The loss expected that many weeks from now; None without a forecast."""
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
    """The cost of a version on the day of a report, with which a history ends.

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
    """The loss as one user in N, rounded as people say it; None for no loss, a large one or a range."""
    if not 0 < loss.low <= _MANY or loss.low != loss.high:
        return None
    exact = 1 / loss.low
    step = next((step for below, step in _STEPS if exact < below), 10 ** (exact.adjusted() - 1))
    return int((exact / step).to_integral_value(ROUND_HALF_UP) * step)


def comparable_history(report: Report, history: History) -> History:
    """The history, if it ends with the report's snapshot; an empty one where that snapshot is not sound."""
    newest = history.newest
    return history if newest is not None and newest.day == report.snapshot.day else History((), (), ())


def outlook(cost: Cost, history: History) -> Outlook | None:
    """The chart of a version's loss since its roll-out; None with too few points for a line."""
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
