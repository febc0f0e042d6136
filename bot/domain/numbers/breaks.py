"""Breaks: days on which WeChat counts all old versions at a multiple of their share, see docs/develop/forecast.md.

Users do not go back to a base library of two years ago, and not at all levels at once: the count is another one.
A roll-out moves one version and makes the others too small for a day, a holiday moves all of them by a tenth.
"""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import takewhile
from statistics import median
from typing import Final, Protocol, TypeVar

from bot.domain.numbers import snapshot
from bot.domain.numbers.course import FEWEST, Course, Dated, course, spanning
from bot.domain.numbers.distribution import Distribution

LASTS: Final = timedelta(weeks=8)
"""What is off for so long has changed for good: it is the new level."""


class Reading(snapshot.Dated, Protocol):
    """The numbers of a day."""

    @property
    def distribution(self) -> Distribution | None:
        """None when they are not known."""


R = TypeVar("R", bound=Reading)


@dataclass(frozen=True, slots=True)
class Break:
    """All old versions are off together. Days are Chinese calendar days that have a reading."""

    since: date
    """The first day that is off."""
    until: date | None
    """The first sound day afterwards; None while it goes on, and while it is not known to be over."""
    factor: float
    """What the losses at old versions are multiplied by, such as 2.4; below 1, they are too small."""
    lasting: bool = False
    """It has gone on for `LASTS`: no break any more but a change, and its days, from `since` on, are the new level."""

    @property
    def open(self) -> bool:
        """Whether the newest reading is off."""
        return self.until is None and not self.lasting

    def spoils(self, day: date) -> bool:
        """Whether the numbers of a day are off by it; those of a lasting change are not."""
        return not self.lasting and self.includes(day)

    def includes(self, day: date) -> bool:
        """Whether it goes on then, or, of a lasting change, whether the new level is counted."""
        return self.since <= day and (self.until is None or day < self.until)

    def meets(self, other: "Break") -> bool:
        """Whether both go on at a time, in one direction."""
        first, second = sorted((self, other), key=lambda each: each.since)
        return (self.factor > 1) == (other.factor > 1) and first.includes(second.since)


def find_breaks(readings: Iterable[Reading]) -> tuple[Break, ...]:
    """Every break of a series, oldest first; none overlap.

    Args:
        readings: one program's sound ones of one meaning (see `sound_ones`), oldest first; of each day or each week.
    """
    return look(readings).found


@dataclass(frozen=True, slots=True)
class Look:
    """What some readings show, and what they could have shown."""

    found: tuple[Break, ...]
    """Oldest first; none overlap."""
    limits: tuple[tuple[date, float], ...]
    """By how much the limits of each day were wider than for even numbers, which is infinite without a course."""

    def shows(self, other: Break) -> bool:
        """Whether a break of other numbers is one of these, too, or would be if it concerned them.

        A course that was first known while it went on rests on its days, and shows nothing of it.
        """
        wider = [limit for day, limit in self.limits if other.includes(day)]
        if not wider or math.inf in wider:
            return False
        if any(each.meets(other) for each in self.found):
            return True
        twice, once = (_TWICE, _AT_ONCE) if other.factor > 1 else (-_FALL, math.inf)
        return max(wider) * (twice if len(wider) > 1 else once) <= abs(math.log(other.factor))


def look(readings: Iterable[Reading]) -> Look:
    """The breaks of a series, as `find_breaks`, and how well its readings show any."""
    watch = _Watch()
    for each in readings:
        watch.add(each)
    return Look(tuple(watch.found), tuple(watch.limits))


def found_by(readings: Iterable[Reading]) -> Iterator[tuple[Break, ...]]:
    """The breaks known by each reading, for which no later one is looked at."""
    watch = _Watch()
    for each in readings:
        watch.add(each)
        yield tuple(watch.found)


def outside(readings: Iterable[R], breaks: Sequence[Break]) -> list[R]:
    """The readings that no break spoils."""
    return [each for each in readings if not any(found.spoils(each.day) for found in breaks)]


_AT_ONCE: Final = 0.26
"""A reading that is off by so much (30 %) begins a break. Limits are logarithms of the factor, and for even numbers."""
_TWICE: Final = 0.125
"""So do two in a row that are off by so much (13 %)."""
_FALL: Final = -0.5
"""So do two in a row that are too small by so much (40 %): a roll-out makes one too small by a third."""
_STARTED: Final = 0.1
"""A break begins with the first reading in a row that is off by so much."""
_LEFT: Final = 0.4
"""It looks as if it were over when no more than this part is left, or less than `_STARTED`."""
_DIP: Final = timedelta(days=2)
"""For so long a roll-out may make it look so,"""
_NO_DIP: Final = 0.5
"""unless so much is gone at once."""
_EVEN: Final = 0.05
"""The scatter of even numbers. Others have wider limits,"""
_MANY: Final = 14
_FEW: Final = 1.15
"""and so have those of fewer than `_MANY` readings."""
_WEEK: Final = timedelta(days=7)
"""A course stays for a week. Readings of the last week that are off do not belong to it."""
_AGREES: Final = 0.05
"""A course that is off by less may stay for four weeks."""
_BY_NOW: Final = 7
"""Readings that show how large a break is by now."""
_TYPICAL: Final = 0.7
"""The factor is that of more than half of the readings: a slow begin has smaller ones."""


@dataclass(frozen=True, slots=True)
class _Judged:
    """A reading, and the logarithm of the factor by which it is off."""

    reading: Dated
    off: float

    @property
    def day(self) -> date:
        return self.reading.day


class _Off:
    """A break as it goes on."""

    def __init__(self, before: Sequence[Dated], expected: Course, begin: Sequence[_Judged]) -> None:
        """From the sound readings before, the course that they showed, and the first readings that are off."""
        self.before = before
        self.back: list[Dated] = []
        """The newest readings, which look as if it were over."""
        self._judged = list(begin)
        self._expected = expected
        self._sign = math.copysign(1, begin[-1].off)

    @property
    def since(self) -> date:
        """The first day that is off."""
        return self._judged[0].day

    @property
    def factor(self) -> float:
        """See `Break`."""
        sizes = sorted(self._sign * each.off for each in self._judged)
        return math.exp(self._sign * sizes[int(_TYPICAL * len(sizes))])

    @property
    def readings(self) -> list[Dated]:
        """All of them, oldest first."""
        return [*(each.reading for each in self._judged), *self.back]

    def ends(self, reading: Dated) -> bool:
        """Whether it is over by the next reading."""
        off = self._sign * self._expected.off(reading)
        size = median(self._sign * each.off for each in self._judged[-_BY_NOW:])
        if off >= max(_LEFT * size, _STARTED * _wider(self._expected)):
            again = [_Judged(each, self._expected.off(each)) for each in [*self.back, reading]]
            self._judged += again
            self.back = []
            return False
        self.back.append(reading)
        return reading.day - self.back[0].day >= _DIP or size - off > _NO_DIP


class _Watch:
    """The breaks that are known after each reading."""

    def __init__(self) -> None:
        self.found: list[Break] = []
        self._sound: list[Dated] = []
        """As far back as a course goes."""
        self._newest: list[_Judged] = []
        """The newest of them."""
        self._expected: Course | None = None
        self._open: _Off | None = None
        self._lasting: _Off | None = None
        """A change that may still go back."""
        self.limits: list[tuple[date, float]] = []
        """See `Look`; 0 for what a break is known of."""

    def add(self, read: Reading) -> None:
        """The next reading; one whose numbers are not known tells nothing."""
        if read.distribution is None:
            return
        reading = Dated(read.day, read.distribution)
        if self._lasting and reading.day - self._lasting.since >= 2 * LASTS:
            self._lasting = None
        limit = 0.0
        if over := next((each for each in (self._lasting, self._open) if each and each.ends(reading)), None):
            self._end(over)
        elif self._open:
            self._go_on(self._open, reading.day)
        else:
            self._look(reading)
            limit = _wider(self._expected) if self._expected and self._expected.lines else math.inf
        self.limits.append((reading.day, limit))

    def _look(self, reading: Dated) -> None:
        """Whether a break begins."""
        off = self._expected.off(reading) if self._expected else 0.0
        if self._outdated(reading.day, off):
            self._renew()
            off = self._expected.off(reading) if self._expected else 0.0
        judged = _Judged(reading, off)
        self._newest = [each for each in self._newest if reading.day - each.day <= 2 * _WEEK] + [judged]
        self._sound.append(reading)
        if self._expected and _begins([each.off for each in self._newest[-2:]], _wider(self._expected)):
            begin = _run(self._newest, math.copysign(1, judged.off))
            self._open = _Off(self._sound[: -len(begin)], self._expected, begin)
            self.found.append(Break(self._open.since, None, self._open.factor))

    def _outdated(self, day: date, off: float) -> bool:
        """Whether a new course is needed, which takes as long as seventy readings that agree."""
        if self._expected is None:
            return True
        age = day - self._expected.day
        return age > 4 * _WEEK or (age > _WEEK and abs(off) >= _AGREES)

    def _renew(self) -> None:
        off = [*_run(self._newest, 1), *_run(self._newest, -1)]
        doubtful = [each for each in off if self._newest[-1].day - each.day < _WEEK]
        kept = self._sound[: len(self._sound) - len(doubtful)]
        if len(kept) >= FEWEST:
            self._sound = spanning(self._sound)
            self._expected = course(spanning(kept))

    def _go_on(self, off: _Off, day: date) -> None:
        lasting = day - off.since >= LASTS
        self.found[-1] = Break(off.since, None, off.factor, lasting)
        if lasting:
            self._open, self._lasting = None, off
            self._restart(off.readings)

    def _end(self, off: _Off) -> None:
        self.found = [each for each in self.found if each.since < off.since]
        self.found.append(Break(off.since, off.back[0].day, off.factor))
        self._open = self._lasting = None
        self._restart([*off.before, *off.back])

    def _restart(self, sound: list[Dated]) -> None:
        self._sound, self._newest, self._expected = sound, [], None


def _begins(newest: Sequence[float], wider: float) -> bool:
    """Whether a break begins by the newest two."""
    least, most = (min(newest), max(newest)) if len(newest) > 1 else (0.0, 0.0)
    return newest[-1] >= _AT_ONCE * wider or least >= _TWICE * wider or most <= _FALL * wider


def _run(judged: Sequence[_Judged], sign: float) -> list[_Judged]:
    """The newest readings in a row that are off in a direction, oldest first."""
    return list(takewhile(lambda each: sign * each.off >= _STARTED, reversed(judged)))[::-1]


def _wider(expected: Course) -> float:
    """By how much the limits are wider than for even numbers of many readings."""
    return max(1.0 if expected.readings >= _MANY else _FEW, expected.scatter / _EVEN)
