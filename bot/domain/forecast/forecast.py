"""When a version will be safe: how its loss shrinks, and what came of earlier forecasts.

Fractions; the range holds four outcomes in five.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from functools import cache, cached_property, partial
from itertools import pairwise
from statistics import median

from bot.domain.forecast.model import Outlook, Path, Range, first_day
from bot.domain.forecast.pace import MEMORY, Losses
from bot.domain.numbers.comparison import Level, level_around, outside, sound_ones
from bot.domain.numbers.distribution import SAFE
from bot.domain.numbers.judgement import Break
from bot.domain.numbers.snapshot import Snapshot, near
from bot.domain.numbers.version import Version
from bot.domain.report import Report

HORIZONS = (28, 56)
"""Days ahead at which an expectation is stored, to be compared with the outcome."""
_ENOUGH = timedelta(weeks=4)
_FEWEST_FOR_OUTLIERS = 10
"""Sound days without which it is not known what is usual."""
_WEEK = 7
_YEAR = 365
_FINEST = Decimal("0.000001")


class Arrival(StrEnum):
    """Whether and when coverage reaches the target."""

    REACHED = "reached"
    """It is reached already."""
    TODAY_ONLY = "today-only"
    """The program keeps it on the day, not yet over the week."""
    BEFORE_BREAK = "before-break"
    """It was reached before the break that goes on, and is not as WeChat counts now."""
    UNSETTLED = "unsettled"
    """Nobody knows how WeChat counts, or what was before the break that goes on: no day can be expected."""
    EXPECTED = "expected"
    """On `Forecast.day`."""
    AWAITS_COUNT = "awaits-count"
    """It is reached by the count before the break that goes on; whether it is safe depends on how WeChat goes on."""
    NOT_WITHIN_A_YEAR = "not-within-a-year"
    NO_USERS = "nobody-yet"
    """No user is known to have the version: unreleased, or mistyped."""
    TOO_LITTLE_HISTORY = "too-little-history"
    """Fewer than four weeks of sound snapshots."""


@dataclass(frozen=True, slots=True)
class Expected:
    """The loss expected on a day, with its 80 % range. Fractions."""

    day: date
    loss: Decimal
    low: Decimal
    high: Decimal

    def held(self, came: Decimal) -> bool:
        """Whether the outcome fell within the range."""
        return self.low <= came <= self.high


def expected_on(path: Sequence[Expected], day: date) -> Expected | None:
    """Return what a path expects for a day, on a straight line between its days.

    None before the first and after the last.
    """
    for before, after in pairwise(path):
        if before.day <= day <= after.day:
            part = Decimal((day - before.day).days) / (after.day - before.day).days
            ends = zip((before.loss, before.low, before.high), (after.loss, after.low, after.high), strict=True)
            return Expected(day, *((left + (right - left) * part).quantize(_FINEST) for left, right in ends))
    return None


@dataclass(frozen=True, slots=True)
class Forecast:
    """When the coverage of a version reaches a target."""

    version: Version
    target: Decimal
    """A coverage, such as 0.99."""
    made_on: date
    """The Chinese day of the newest snapshot that it rests on."""
    arrival: Arrival
    day: date | None = None
    """The expected day; only with `EXPECTED`."""
    earliest: date | None = None
    """The 80 % range of that day. With `NOT_WITHIN_A_YEAR` it may still have an earliest day."""
    latest: date | None = None
    """None when the late end is more than a year away."""
    weeks: tuple[Expected, ...] = ()
    """The certain loss in each week up to the last of `HORIZONS`; empty with too little history, or without users of
    the version."""

    @property
    def path(self) -> tuple[Expected, ...]:
        """The certain loss at each of `HORIZONS`."""
        return tuple(each for each in self.weeks if (each.day - self.made_on).days in HORIZONS)

    def on(self, day: date) -> Expected | None:
        """Return the certain loss on a day, see `expected_on`."""
        return expected_on(self.weeks, day)


@dataclass(frozen=True, slots=True)
class KeptForecast:
    """A stored expectation, to be compared with the outcome."""

    version: Version
    made_on: date
    expected: Expected


class Foresight:
    """Forecasts for a program's versions, from its sound snapshots.

    Coverage reaches the target when it certainly does, as in `cover`: users who cannot be placed count as lost. The
    basis of all versions' forecasts is computed once.
    """

    def __init__(self, history: Sequence[Snapshot], breaks: Sequence[Break] = ()) -> None:
        """From a program's snapshots in any order; those of a year count.

        Args:
            breaks: what they spoil is not fitted to.
        """
        every = sound_ones(sorted(history, key=lambda each: each.day))
        self.sound: Sequence[Snapshot] = outside(every, breaks)
        """See `sound_ones`; none of a break."""
        self._now = every[-1] if every else None
        """The newest one, which a break may spoil."""

    def of(self, version: Version, targets: Iterable[Decimal]) -> tuple[Forecast, ...]:
        """Return a forecast for each target; none without a snapshot of which the meaning is known.

        Args:
            targets: coverages between 0 and 1, such as 0.99; only the days depend on them.
        """
        if self._now is None or self._now.distribution is None:
            return ()
        made_on, newest = self._now.day, self._now.distribution
        coverage, loss = newest.coverage(version), newest.loss(version)
        since = self.sound[-1].day if self.sound else made_on
        old_enough = bool(self.sound) and since - self.sound[0].day >= _ENOUGH
        path = self._path(version) if old_enough and coverage.low else None
        passed, spoiled = (made_on - since).days, since != made_on or not self.sound
        ahead = range(_WEEK, HORIZONS[-1] + 1, _WEEK) if path else ()
        weeks = tuple(_expected(made_on, days, path(passed + days)) for days in ahead if path)

        def forecast(target: Decimal) -> Forecast:
            if not coverage.low:
                return Forecast(version, target, made_on, Arrival.NO_USERS)
            if coverage.low >= target and (not spoiled or (path and path(passed + 1).high <= 1 - target)):
                return Forecast(version, target, made_on, Arrival.REACHED, weeks=weeks)
            if not path:
                return Forecast(version, target, made_on, Arrival.TOO_LITTLE_HISTORY)
            enough = float(1 - target - (loss.high - loss.low))
            day, earliest, latest = _arrivals(path, since, range(passed + 1, passed + _YEAR + 1), enough)
            if spoiled and day and (day - made_on).days == 1:  # each day anew, as long as the break goes on
                return Forecast(version, target, made_on, Arrival.AWAITS_COUNT, weeks=weeks)
            arrival = Arrival.EXPECTED if day else Arrival.NOT_WITHIN_A_YEAR
            return Forecast(version, target, made_on, arrival, day, earliest, latest, weeks)

        return tuple(map(forecast, targets))

    @property
    def outliers(self) -> tuple[date, ...]:
        """The days of the last week on which most losses were off by a tenth or more; forecasts hardly follow them."""
        if len(self.sound) < _FEWEST_FOR_OUTLIERS or self.sound[-1].day - self.sound[0].day < _ENOUGH:
            return ()
        starts = self._outlook.starts(len(self._losses.days) - 1)
        return tuple(map(date.fromordinal, starts.outliers())) if starts else ()

    def _path(self, version: Version) -> Path | None:
        """Return the expected loss after a number of days since the newest sound snapshot.

        While a break goes on, from where the sound days lead and from what is counted now: both may be right.
        """
        path = self._outlook.path(len(self._losses.days) - 1, version)
        if not path or not self._passed or self._now is None or self._now.distribution is None:
            return path
        times = float(self._now.distribution.loss(version).low) / (path(self._passed).loss or 1.0)

        def after(days: int) -> Range:
            sound = path(days)
            return Range(sound.loss, min(sound.low, sound.low * times), min(max(sound.high * times, sound.high), 1.0))

        return after

    @property
    def _passed(self) -> int:
        return (self._now.day - self.sound[-1].day).days if self._now else 0

    @cached_property
    def _outlook(self) -> Outlook:
        return Outlook(self._losses)

    @cached_property
    def _losses(self) -> Losses:
        since = self.sound[-1].day - MEMORY
        return Losses(each for each in self.sound if each.day >= since)


def _arrivals(path: Path, since: date, year: range, enough: float) -> tuple[date | None, ...]:
    """Return the first days on which the expected loss and the ends of its range are small enough.

    Args:
        since: the day from which a path counts.
        year: the numbers of days that are looked at.
    """

    def first(end: int) -> date | None:
        days = first_day(year, lambda days: path(days)[end] <= enough)
        return since + timedelta(days=days) if days else None

    return tuple(map(first, range(len(Range._fields))))


def _expected(made_on: date, ahead: int, found: Range) -> Expected:
    loss, low, high = (Decimal(each).quantize(_FINEST) for each in (found.loss, found.low, found.high))
    return Expected(made_on + timedelta(days=ahead), loss, low, high)


TARGETS = (SAFE, Decimal("0.95"))
"""Target coverages; the first counts as safe."""


@dataclass(frozen=True, slots=True)
class Compared:
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
        """Return the same, where a report says more of when it is safe than the sound days that it rests on."""
        return replace(self, forecasts=tuple(_beside(each, report) for each in self.forecasts))


def _beside(found: Forecast, report: Report) -> Forecast:
    if report.one_sided and found.arrival is not Arrival.NO_USERS:
        return Forecast(found.version, found.target, found.made_on, Arrival.UNSETTLED)
    loss, arrival = report.loss(found.version), found.arrival
    if report.kept_before(found.version, found.target):
        arrival = Arrival.BEFORE_BREAK
    elif found.target >= SAFE and report.keeps_today_only(found.version):
        arrival = Arrival.TODAY_ONLY
    elif report.in_break and loss and arrival is not Arrival.NO_USERS:  # as its table says, by both counts
        kept = loss.rest.low >= found.target
        arrival = Arrival.REACHED if kept else Arrival.AWAITS_COUNT if arrival is Arrival.REACHED else arrival
    return found if arrival is found.arrival else replace(found, arrival=arrival, day=None, earliest=None, latest=None)


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
    """Return the record of all comparisons; `version` is the question's."""
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
