"""Makes every forecast that could have been made, ours and simple ones, and compares it with the outcome."""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median
from typing import Final

from bot.domain.forecast.model import Outlook, Range
from bot.domain.forecast.pace import Losses
from bot.domain.numbers.snapshot import Snapshot
from bot.domain.numbers.version import Version

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
    """On the day itself."""
    now: float
    """The median of the last seven days."""
    before: float
    """The median of the seven days four weeks before those."""
    between: int
    """Days."""


def _linear(known: Known, ahead: int) -> float:
    """The loss falls each day by the average points of the last four weeks, down to 0."""
    return min(max(known.now + (known.now - known.before) / known.between * ahead, 0.0), 1.0)


def _exponential_tail(known: Known, ahead: int) -> float:
    """The loss falls each day by the average ratio of the last four weeks."""
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
