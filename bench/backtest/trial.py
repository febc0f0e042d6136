"""Makes every forecast that could have been made and compares it with the outcome."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median

from bench.backtest.models import BASELINES, Known
from bot.domain.forecast.history import Losses
from bot.domain.forecast.model import Outlook, Range
from bot.domain.numbers.snapshot import Snapshot
from bot.domain.numbers.version import Version

HORIZONS = (28, 56, 84, 168)
LEAST, MOST = 0.005, 0.10
"""Losses (fractions) at the time of the forecast for which the goals are set."""
AROUND = 3
"""The outcome is the median of the days at most so many days off its own: of seven, when there is one each day."""
_WEEK = 7
_FOUR_WEEKS = 28


@dataclass(frozen=True, slots=True)
class Case:
    """One forecast of each model, and the outcome. Fractions."""

    made_on: date
    horizon: int
    came: float
    ours: Range
    said: dict[str, float]
    """By model; ours among them."""

    def error(self, model: str) -> float:
        """How far off it was, in percentage points."""
        return abs(self.said[model] - self.came) * 100

    @property
    def in_range(self) -> bool:
        """Whether it fell within the 80 % range."""
        return self.ours.low <= self.came <= self.ours.high


def cases(sound: Sequence[Snapshot], *, since: date) -> Iterator[Case]:
    """Forecasts are made every day, one for each different loss of the day; every model makes the same.

    Args:
        sound: sound snapshots, oldest first; all days before a forecast's are its history.
        since: the first day on which forecasts are made.
    """
    losses = Losses(sound)
    outlook = Outlook(losses)
    for index, day in enumerate(losses.days):
        outcomes = {horizon: days for horizon in HORIZONS if (days := _around(losses, day + horizon))}
        week, before = _week(losses, day), _week(losses, day - _FOUR_WEEKS)
        if day < since.toordinal() or not before or not outcomes:
            continue
        # A forecast is made for the middle of the days that its outcome is taken from.
        ahead = {horizon: _middle(losses, days) - day for horizon, days in outcomes.items()}
        apart = _middle(losses, week) - _middle(losses, before)
        for loss, version in losses.levels(index):
            if not LEAST <= loss <= MOST:
                continue
            known = Known(loss, _level(losses, week, version), _level(losses, before, version), apart)
            ours = outlook.ranges(index, version, list(ahead.values()))
            if not ours or not known.before or not known.now:
                continue
            for horizon, range_ in zip(ahead, ours, strict=True):
                predicted = {"ours": range_.loss} | {
                    name: model(known, ahead[horizon]) for name, model in BASELINES.items()
                }
                came = _level(losses, outcomes[horizon], version)
                yield Case(date.fromordinal(day), horizon, came, range_, predicted)


def _around(losses: Losses, day: int) -> range:
    return losses.between(day - AROUND, day + AROUND)


def _week(losses: Losses, day: int) -> range:
    return losses.between(day - _WEEK + 1, day)


def _level(losses: Losses, days: range, version: Version) -> float:
    return median(losses.at(index, version) for index in days)


def _middle(losses: Losses, days: range) -> int:
    return round(median(losses.days[index] for index in days))
