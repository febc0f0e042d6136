"""The record of forecasts: expectations compared with outcomes."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cache, partial
from statistics import median

from bot.domain.forecast.forecast import Arrival, Forecast, Foresight, KeptForecast
from bot.domain.numbers.distribution import SAFE
from bot.domain.numbers.judgement import Break
from bot.domain.numbers.level import Level, level_around
from bot.domain.numbers.snapshot import Snapshot, near
from bot.domain.numbers.version import Version
from bot.domain.report.report import Report

TARGETS = (SAFE, Decimal("0.95"))
"""Target coverages; the first counts as safe."""


@dataclass(frozen=True, slots=True)
class Compared:
    """An expectation with its outcome."""

    forecast: KeptForecast
    day: date
    """The day of the sound snapshot nearest to the expected day, at most three days off."""
    came: Decimal
    """The certain loss then, a fraction: the median of the sound days at most three days off the expected one."""

    @property
    def held(self) -> bool:
        """Whether the outcome fell within the 80 % range."""
        return self.forecast.expected.held(self.came)

    @property
    def error(self) -> Decimal:
        """A difference of fractions, without its sign."""
        return abs(self.came - self.forecast.expected.loss)


@dataclass(frozen=True, slots=True)
class Track:
    """The accuracy of a program's forecasts so far; at least one was compared."""

    compared: int
    held: int
    """Outcomes within their range; four in five should be."""
    median_error: Decimal
    """A difference of fractions."""


@dataclass(frozen=True, slots=True)
class Record(Track):
    """The same, with an example."""

    newest: Compared | None
    """The newest comparison for the version asked about; None without one."""


@dataclass(frozen=True, slots=True)
class CheckedForecast:
    """A version's forecasts, and how accurate forecasts have been so far."""

    forecasts: tuple[Forecast, ...]
    """One for each of `TARGETS`."""
    record: Record | None
    """None while nothing can be compared."""
    outliers: tuple[date, ...] = ()
    """Days of the last week whose numbers are far off, all together; oldest first."""

    @property
    def safe(self) -> Forecast:
        """The forecast for 99 %."""
        return self.forecasts[0]

    def beside(self, report: Report) -> "CheckedForecast":
        """The same, where a report says more of when it is safe than the sound days that it rests on."""
        return replace(self, forecasts=tuple(_beside(each, report) for each in self.forecasts))


def _beside(found: Forecast, report: Report) -> Forecast:
    before = report.kept_before(found.version, found.target)
    if not before and (found.target < SAFE or not report.keeps_today_only(found.version)):
        return found
    arrival = Arrival.BEFORE_BREAK if before else Arrival.TODAY_ONLY
    return replace(found, arrival=arrival, day=None, earliest=None, latest=None)


def look_ahead(
    history: Sequence[Snapshot],
    versions: Iterable[Version],
    due: Sequence[KeptForecast],
    breaks: Sequence[Break] = (),
) -> Mapping[Version, CheckedForecast]:
    """When versions will be safe, and the record of such forecasts; empty without a sound snapshot.

    Args:
        history: a program's snapshots, oldest first.
        due: the program's expectations whose day has come.
        breaks: those known on the newest day.
    """
    foresight = Foresight(history, breaks)
    forecasts = {version: foresight.of(version, TARGETS) for version in versions}
    level = cache(partial(level_around, foresight.sound))  # of a day, however many expectations it ends
    outliers = foresight.outliers
    compared = [found for each in due if (found := _compare(each, level(each.expected.day)))]
    return {
        version: CheckedForecast(each, _record(compared, version), outliers)
        for version, each in forecasts.items()
        if each
    }


def _record(compared: Sequence[Compared], version: Version) -> Record | None:
    """The record of all comparisons; `version` is the question's."""
    if not compared:
        return None
    errors = [each.error for each in compared]
    own = (each for each in compared if each.forecast.version == version)
    newest = max(own, key=lambda each: (each.forecast.expected.day, each.forecast.made_on), default=None)
    return Record(len(compared), sum(each.held for each in compared), median(errors), newest)


def _compare(forecast: KeptForecast, level: Level | None) -> Compared | None:
    nearest = near(level.snapshots, forecast.expected.day) if level else None
    if level is None or nearest is None:
        return None
    return Compared(forecast, nearest.day, level.loss(forecast.version).low)
