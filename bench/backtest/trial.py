"""Makes every forecast that could have been made, ours and simple ones, and compares it with the outcome."""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from random import Random
from statistics import median
from typing import Final

from bot.domain.forecast.model import Outlook, Range
from bot.domain.forecast.pace import Losses
from bot.domain.numbers.distribution import ONE, ZERO, Distribution
from bot.domain.numbers.snapshot import Snapshot
from bot.domain.numbers.version import Version

SIZES: Final = 1.5, 4.0
DAYS: Final = 4, 60
UNEVEN: Final = 0.3
"""By how much of itself the size differs between levels."""
_RAMP: Final = 7
"""Days of a slow begin or end."""
_LEVELS: Final = 9
"""Each half as high as the one before."""
_OLD: Final = 0.1, 0.5
"""Share of users on versions that count as old."""
_MOST: Final = 0.9
"""Share of users that these have at most during a break."""


@dataclass(frozen=True, slots=True)
class Reading:
    day: date
    distribution: Distribution


@dataclass(frozen=True, slots=True)
class Simulated:
    first: int
    """The first day that is off, an ordinal."""
    days: int
    size: float
    slow_begin: bool
    slow_end: bool
    old: float
    """Share of users on the versions that are off."""
    by_version: bool
    """Whether each version has its own factor, or each level, with steps between."""
    seed: int

    @property
    def after(self) -> int:
        """The first sound day afterwards, an ordinal."""
        return self.first + self.days

    def reading(self, day: date, numbers: Distribution) -> Reading:
        number = day.toordinal() - self.first
        if not 0 <= number < self.days:
            return Reading(day, numbers)
        up = (number + 1) / _RAMP if self.slow_begin else 1.0
        down = (self.days - number) / _RAMP if self.slow_end else 1.0
        return Reading(day, self._off(numbers, min(up, down, 1.0)))

    def _off(self, numbers: Distribution, part: float) -> Distribution:
        below, old = 0.0, {}
        for version, share in reversed(numbers.shares):
            below += float(share)
            if below > self.old:
                break
            old[version] = share * Decimal(1 + (self.size * self._uneven(version, below) - 1) * part)
        before, after = (sum(shares, ZERO) for shares in (map(numbers.share, old), old.values()))
        rest = sum((share for _, share in numbers.shares), ZERO) - before
        left = (rest + before - after) / rest
        return replace(numbers, amounts=tuple(old.get(v, share * left) for v, share in numbers.shares))

    def _uneven(self, version: Version, below: float) -> float:
        if self.by_version:
            return _about_one(Random(f"{self.seed} {version}"))  # noqa: S311 - of a simulation
        random = Random(self.seed)  # noqa: S311
        levels = [_about_one(random) for _ in range(_LEVELS + 1)]
        number, beyond = divmod(min(-math.log2(below), _LEVELS - 0.5) if below else _LEVELS - 0.5, 1)
        higher, lower = levels[int(number) : int(number) + 2]
        return higher + beyond * (lower - higher)


def draw(random: Random, first: int) -> Simulated:
    """Return a break that begins on a day, an ordinal."""
    size, days, slow = random.uniform(*SIZES), random.randint(*DAYS), random.random() < 0.5  # noqa: PLR2004
    slow_end = slow and days >= 2 * _RAMP and random.random() < 0.5  # noqa: PLR2004
    old = min(random.uniform(*_OLD), _MOST / size / (1 + UNEVEN))
    return Simulated(first, days, size, slow, slow_end, old, random.random() < 0.5, random.randrange(2**32))  # noqa: PLR2004


def mixed(one: Distribution, other: Distribution, part: float) -> Distribution:
    """Return the numbers of an audience of which a part (a fraction) has one platform, and the rest the other."""
    weight = Decimal(part)
    versions = sorted({*one.versions, *other.versions}, reverse=True)
    shares = tuple((each, weight * one.share(each) + (ONE - weight) * other.share(each)) for each in versions)
    return Distribution.of(shares, unreported=max(ZERO, ONE - sum((share for _, share in shares), ZERO)))


def _about_one(random: Random) -> float:
    return random.uniform(1 - UNEVEN, 1 + UNEVEN)


HORIZONS: Final = (28, 56, 84, 168)
LEAST, MOST = 0.005, 0.10
"""Losses (fractions) at the time of the forecast for which the goals are set."""
AROUND: Final = 3
"""The outcome is the median of the days at most so many days off its own: of seven, when there is one each day."""
_PER_BEYOND: Final = 2 / 0.2
_WEEK: Final = 7
_FOUR_WEEKS: Final = 28


@dataclass(frozen=True, slots=True)
class Known:
    """The loss at a version by the day of the forecast: all that simple models see. Fractions."""

    today: float
    now: float
    """The median of the last seven days."""
    before: float
    """The median of the seven days four weeks before those."""
    between: int
    """Days."""


def _linear(known: Known, ahead: int) -> float:
    """Return the loss falls each day by the average points of the last four weeks, down to 0."""
    return min(max(known.now + (known.now - known.before) / known.between * ahead, 0.0), 1.0)


def _exponential_tail(known: Known, ahead: int) -> float:
    """Return the loss falls each day by the average ratio of the last four weeks."""
    return min(known.now * math.exp(math.log(known.now / known.before) / known.between * ahead), 1.0)


BASELINES: Final[dict[str, Callable[[Known, int], float]]] = {
    "no_change": lambda known, _ahead: known.today,
    "linear": _linear,
    "exponential_tail": _exponential_tail,
}


@dataclass(frozen=True, slots=True)
class Case:
    """One forecast of each model, and the outcome. Fractions."""

    made_on: date
    horizon: int
    came: float
    ours: Range
    predicted: dict[str, float]
    """By model; ours among them."""

    def error(self, model: str) -> float:
        """How far off it was, in percentage points."""
        return abs(self.predicted[model] - self.came) * 100

    @property
    def in_range(self) -> bool:
        """Whether it fell within the 80 % range."""
        return self.ours.low <= self.came <= self.ours.high

    @property
    def interval_score(self) -> float:
        """Winkler's, in percentage points: the width of the 80 % range plus ten times how far the outcome is beyond.

        https://en.wikipedia.org/wiki/Scoring_rule#Interval_score
        """
        beyond = max(self.ours.low - self.came, self.came - self.ours.high, 0.0)
        return (self.ours.high - self.ours.low + beyond * _PER_BEYOND) * 100


def cases(sound: Sequence[Snapshot], *, since: date) -> Iterator[Case]:
    """Forecasts are made every day from `since` on, one for each different loss of the day; every model makes the same.

    All days before a forecast's are its history. The snapshots are sound ones, oldest first.
    """
    losses = Losses(sound)
    outlook = Outlook(losses)
    for index, day in enumerate(losses.days):
        around = {horizon: losses.between(day + horizon - AROUND, day + horizon + AROUND) for horizon in HORIZONS}
        outcomes = {horizon: days for horizon, days in around.items() if days}
        week, before = (losses.between(last - _WEEK + 1, last) for last in (day, day - _FOUR_WEEKS))
        if day < since.toordinal() or not before or not outcomes:
            continue
        # A forecast is made for the middle of the days that its outcome is taken from.
        ahead = {horizon: _middle(losses, days) - day for horizon, days in outcomes.items()}
        apart = _middle(losses, week) - _middle(losses, before)
        for loss, _, version in losses.levels(index):
            if not LEAST <= loss <= MOST:
                continue
            known = Known(loss, _level(losses, week, version), _level(losses, before, version), apart)
            ours = outlook.ranges(index, version, list(ahead.values()))
            if not ours or not known.before or not known.now:
                continue
            for horizon, range_ in zip(ahead, ours, strict=True):
                predicted = {name: model(known, ahead[horizon]) for name, model in BASELINES.items()}
                came = _level(losses, outcomes[horizon], version)
                yield Case(date.fromordinal(day), horizon, came, range_, {"ours": range_.loss, **predicted})


def _level(losses: Losses, days: range, version: Version) -> float:
    return median(losses.at(index, version) for index in days)


def _middle(losses: Losses, days: range) -> int:
    return round(median(losses.days[index] for index in days))
