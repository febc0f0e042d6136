"""Makes every forecast that could have been made and compares it with the outcome."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from bench.backtest.models import BASELINES, Known
from bot.domain.forecast.history import Losses, weekly
from bot.domain.forecast.model import Outlook, Range
from bot.domain.numbers.snapshot import Snapshot

HORIZONS = (28, 56, 84, 168)
LEAST, MOST = 0.005, 0.10
"""Losses (fractions) at the time of the forecast for which the goals are set."""
NEAR = 3
"""How many days the snapshot with the outcome may be off."""
_FOUR_WEEKS = 28
_FOUR_WEEKS_MAY_MISS = 7


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
    """Forecasts are made on days a week apart, one for each different loss of the day; every model makes the same.

    Args:
        sound: sound snapshots, oldest first; all days before a forecast's are its history.
        since: the first day on which forecasts are made.
    """
    series, every_day = Losses(weekly(sound)), Losses(sound)
    outlook = Outlook(series)
    made = [index for index, day in enumerate(series.days) if day >= since.toordinal()]
    for index in made:
        day = series.days[index]
        before = series.near(day - _FOUR_WEEKS, within=_FOUR_WEEKS_MAY_MISS)
        near = {horizon: every_day.near(day + horizon, within=NEAR) for horizon in HORIZONS}
        outcomes = {horizon: later for horizon, later in near.items() if later is not None}
        ahead = {horizon: every_day.days[later] - day for horizon, later in outcomes.items()}
        for loss, version in series.levels(index):
            if before is None or before == index or not LEAST <= loss <= MOST:
                continue
            known = Known(loss, series.at(before, version), day - series.days[before])
            ours = outlook.ranges(index, version, list(ahead.values()))
            if not ours or not known.before:
                continue
            for horizon, range_ in zip(ahead, ours, strict=True):
                said = {"ours": range_.loss} | {name: model(known, ahead[horizon]) for name, model in BASELINES.items()}
                came = every_day.at(outcomes[horizon], version)
                yield Case(date.fromordinal(day), horizon, came, range_, said)
