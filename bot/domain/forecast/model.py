"""The model of a forecast: where it starts, how a loss goes on, and how wide its range is.

Where the forecasts of a day start: at its losses, freed from what single days get wrong. All losses of a day are
often off together, mostly too small: while WeChat rolls a version out, a user who gets it counts twice, and everyone
else for less. All values are natural logarithms of the loss.
"""

import math
from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, partial
from itertools import accumulate
from operator import itemgetter
from statistics import median
from typing import NamedTuple

from bot.domain.forecast.pace import (
    AROUND,
    LEVELS,
    MEMORY,
    RUNGS,
    STEP,
    Ends,
    Level,
    Losses,
    Misses,
    Moves,
    Pace,
    Replay,
    assumed,
    between,
    logarithm,
    measure,
    never_rising,
    place,
)
from bot.domain.numbers.version import Version

WEEK = 7
_OVER = 35
"""Days that count for a level."""
_FADES = 14
"""Days after which the weight of an earlier day falls by a factor of e."""
_MIDDLE = 0.3, 0.8
"""The level is the mean of the middle half of the days, not as far from the highest: what they get wrong makes losses
too small."""
_YOUNG = 0.3
"""A day whose logarithm was this much higher belongs to the roll-out and says nothing about the loss now."""
_OFF = 0.1
"""A day of which most losses are off by this is an outlier."""
TAIL = (math.log(0.002), math.log(0.3))
"""Losses by which days and forecasts are judged: no roll-out, and more than a handful of users."""


@dataclass(frozen=True, slots=True)
class Start:
    """Where the forecast of one version starts."""

    level: float
    """What the last five weeks say about now, recent days before all."""
    week: float
    """What the last seven days say about now. After a break the week is right first."""


class Starts:
    """Where the forecasts of a day start. That of a higher version never starts below that of a lower one."""

    def __init__(self, losses: Losses, index: int, pace: Pace) -> None:
        """From the days up to the one of this index; no later one is looked at."""
        self._losses = losses
        self._pace = pace
        now = losses.days[index]
        self._index = index
        self._earlier = losses.between(now - _OVER + 1, now)
        self._ago = [now - losses.days[each] for each in self._earlier]
        """How many days before, longest first."""
        self._weights = [math.exp(-ago / _FADES) for ago in self._ago]
        self._before_week = sum(ago >= WEEK for ago in self._ago)
        """How many of them lie before the last week."""
        self._starts = dict[int, Start]()

    def of(self, version: Version) -> Start:
        """Where the forecast of a version starts, listed or not."""
        loss = self._losses.at(self._index, version)
        number = bisect_left(self._levels, loss, key=itemgetter(0))
        if number == len(self._levels):
            return self._start(number - 1)
        if self._levels[number].loss == loss:  # between two listed versions it is that of one of them
            return self._start(number)
        lowest, now = self._start(0), logarithm(loss)  # older than all that are listed
        return Start(min(lowest.level, now), min(lowest.week, now))

    def outliers(self) -> Sequence[int]:
        """Return the days of the last week on which most losses are far from their level, as ordinals."""
        week = self._earlier[self._before_week :]
        off: list[list[float]] = [[] for _ in week]
        for number, listed in enumerate(self._levels):
            level = self._start(number).level
            if level > TAIL[1]:  # and so are all higher ones
                break
            if level >= TAIL[0]:
                pace, then = self._pace.at(level), self._losses.logarithms(week, listed.version)
                for of_day, ago, each in zip(off, self._ago[self._before_week :], then, strict=True):
                    of_day.append(each + ago * pace - level)
        return [
            self._losses.days[index]
            for index, of_day in zip(week, off, strict=True)
            if of_day and abs(median(of_day)) >= _OFF
        ]

    @cached_property
    def _levels(self) -> Sequence[Level]:
        return sorted(self._losses.levels(self._index))

    def _start(self, number: int) -> Start:
        """Where the forecast of one of them starts: most answers are about low ones."""
        for at in range(len(self._starts), number + 1):  # another thread may find the same
            own = self.alone(self._levels[at].version)
            below = self._starts[at - 1] if at else own
            self._starts[at] = Start(max(own.level, below.level), max(own.week, below.week))
        return self._starts[number]

    def alone(self, version: Version) -> Start:
        """Where the forecast of a version starts by its own numbers."""
        known = self._losses.logarithms(self._earlier, version)
        usual = median(known[self._before_week :])
        per_day, most = self._pace.at(usual), usual + _YOUNG
        each = zip(known, self._ago, self._weights, strict=True)
        brought = [(then + ago * per_day, weight) for then, ago, weight in each if then <= most]
        lately = sum(then <= most for then in known[self._before_week :])
        return Start(mean_between(brought, *_MIDDLE), median([then for then, _ in brought[-lately:]]))


def mean_between(weighed: Iterable[tuple[float, float]], low: float, high: float) -> float:
    """Return the mean of what lies between two quantiles.

    One extreme day cannot move it far, nor does it jump between two.

    Args:
        weighed: values with their weights; at least one.
        low: a fraction.
        high: a greater one.
    """
    ordered = sorted(weighed)
    ends = list(accumulate([weight for _, weight in ordered], initial=0.0))
    sums = list(accumulate([value * weight for value, weight in ordered], initial=0.0))

    def up_to(weight: float) -> float:
        number = max(bisect_left(ends, weight) - 1, 0)
        return sums[number] + (weight - ends[number]) * ordered[number][0]

    first, last = low * ends[-1], high * ends[-1]
    return (up_to(last) - up_to(first)) / (last - first)


_APART = 14
"""Days between the forecasts that are made in hindsight."""


class Range(NamedTuple):
    """The loss expected after some days, with its 80 % range. Fractions. A tuple: a forecast has one for each day."""

    loss: float
    low: float
    high: float


Path = Callable[[int], Range]
"""What is expected after a number of days. Of a year's days few are asked for, so each is computed then."""


@dataclass(frozen=True, slots=True)
class _Curves:
    """Where each of `LEVELS` is expected after some steps, and the ends of its range. None falls below the next."""

    middle: Sequence[float]
    low: Sequence[float]
    high: Sequence[float]


class Fan:
    """Expectations on one day, whatever the version: they depend on where its forecast starts."""

    def __init__(self, pace: Pace, misses: Misses) -> None:
        self._pace = pace
        self._misses = misses
        self._curves = [_Curves(LEVELS, LEVELS, LEVELS)]

    def path(self, start: Start) -> Path:
        """Return what is expected from where a forecast starts."""
        steps = cache(partial(self._ends, start))

        def after(days: int) -> Range:
            number, rest = divmod(days, STEP)
            (middle, low, high), (later, below, above) = steps(number), steps(number + 1)
            part = rest / STEP
            return Range(
                min(math.exp(middle + part * (later - middle)), 1.0),
                min(math.exp(low + part * (below - low)), 1.0),
                min(math.exp(high + part * (above - high)), 1.0),
            )

        return cache(after)

    def _ends(self, start: Start, steps: int) -> tuple[float, float, float]:
        """Return the logarithms of a range after a number of steps.

        As long as five weeks and one week disagree, either may be right.
        """
        curves = self._after(steps)
        return (
            between(curves.middle, start.level),
            between(curves.low, min(start.level, start.week)),
            between(curves.high, max(start.level, start.week)),
        )

    def _after(self, steps: int) -> _Curves:
        while len(self._curves) <= steps:
            middle = [between(self._pace.after_step, level) for level in self._curves[-1].middle]
            below, above = self._misses.at(len(self._curves))
            usual = [assumed(level - end) for level, end in zip(LEVELS, middle, strict=True)]
            low = never_rising(end - below * each for end, each in zip(middle, usual, strict=True))
            high = never_rising(end + above * each for end, each in zip(middle, usual, strict=True))
            self._curves.append(_Curves(middle, low, high))
        return self._curves[steps]


def first_day(days: range, reached: Callable[[int], bool]) -> int | None:
    """Return the first of some numbers of days after which a loss of a path is small enough; None if it never is.

    Args:
        reached: whether it is. Within a step a loss only falls or only rises, so few days are looked at.
    """
    while days:
        step = days[: STEP - days.start % STEP]
        if reached(step[0]):
            return step[0]
        if reached(step[-1]):
            return step[bisect_left(step, 1, key=reached)]
        days = days[len(step) :]
    return None


class Outlook:
    """Expectations for each version on each day of a history, from what was known by that day."""

    def __init__(self, losses: Losses) -> None:
        self.losses = losses
        """The history."""
        self._paces: dict[int, Pace | None] = {}
        self._starts: dict[int, Starts] = {}
        self._replays: dict[int, Replay] = {}
        self._fans: dict[int, Fan] = {}

    def ranges(self, index: int, version: Version, days: Sequence[int]) -> list[Range]:
        """Return the loss at a version after each of some numbers of days; empty while no pace is known.

        Args:
            index: of the day in the history on which the forecast is made.
            days: numbers of days after that one.
        """
        path = self.path(index, version)
        return list(map(path, days)) if path else []

    def path(self, index: int, version: Version) -> Path | None:
        """Return what is expected of the loss at a version on the day of this index; None while no pace is known."""
        starts = self.starts(index)
        return self._fan(index).path(starts.of(version)) if starts else None

    def starts(self, index: int) -> Starts | None:
        """Where the forecasts of a day start; None while no pace is known."""
        pace = self._pace(index)
        if pace is not None and index not in self._starts:
            self._starts[index] = Starts(self.losses, index, pace)
        return self._starts.get(index)

    def _pace(self, index: int) -> Pace | None:
        if index not in self._paces:
            now = self.losses.days[index]
            since, days = now - MEMORY.days, self._moves.days
            known = any(since <= day <= now for day in days)
            self._paces[index] = Pace(self._moves, now, since) if known else None
        return self._paces[index]

    @cached_property
    def _moves(self) -> Moves:
        return Moves(measure(self.losses))

    def _fan(self, index: int) -> Fan:
        if index not in self._fans:
            pace = self._pace(index)
            if pace is None:
                raise ValueError(index)
            self._fans[index] = Fan(pace, Misses(self._replays_before(index)))
        return self._fans[index]

    def _replays_before(self, index: int) -> list[Replay]:
        """Return the forecasts of earlier days with what is known of their outcomes on this one."""
        now, found = self.losses.days[index], []
        last = now - STEP - AROUND
        while (earlier := self.losses.by(last, within=MEMORY.days)) is not None and last >= now - MEMORY.days:
            replay = self._replay(earlier)
            known = {rung: each for rung, each in replay.misses.items() if replay.made_on + rung * STEP + AROUND <= now}
            found.append(Replay(replay.made_on, known))
            last = self.losses.days[earlier] - _APART
        return found

    def _replay(self, index: int) -> Replay:
        if index not in self._replays:
            self._replays[index] = Replay(self.losses.days[index], self._misses(index))
        return self._replays[index]

    def _misses(self, index: int) -> Mapping[int, Sequence[Ends]]:
        """How far off forecasts made on this day were, one for each level that a version has."""
        losses, day, starts, pace = self.losses, self.losses.days[index], self.starts(index), self._pace(index)
        if starts is None or pace is None:
            return {}
        judged = [level for level in losses.levels(index) if TAIL[0] <= level.logarithm <= TAIL[1]]
        by_level = {place(level.logarithm)[0]: level.version for level in judged}
        outcomes = {
            rung: days
            for rung in RUNGS
            if (days := losses.between(day + rung * STEP - AROUND, day + rung * STEP + AROUND))
        }
        after = [round(median(losses.days[later] for later in days)) - day for days in outcomes.values()]
        found: dict[int, list[Ends]] = {rung: [] for rung in outcomes}
        for version in by_level.values():
            start = starts.alone(version)
            paths = pace.follow(start.level, after), pace.follow(start.week, after)
            for (rung, days), end, other in zip(outcomes.items(), *paths, strict=True):
                came = logarithm(median(losses.at(later, version) for later in days))
                usual = assumed(max(start.level - end, 0.0))
                found[rung].append(Ends((min(end, other) - came) / usual, (came - max(end, other)) / usual))
        return found
