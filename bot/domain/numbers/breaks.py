"""Breaks: days on which WeChat counts all old versions at a multiple of their share, see docs/develop/forecast.md.

Users do not go back to a base library of two years ago, and not at all levels at once: the count is another one.
A roll-out moves one version and makes the others too small for a day, a holiday moves all of them by a tenth.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
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
        return not self.lasting and self.since <= day and (self.until is None or day < self.until)


def find_breaks(readings: Iterable[Reading]) -> tuple[Break, ...]:
    """Every break of a series, oldest first; none overlap.

    What is found by a day depends on no later one. The newest one is `open` when the newest reading is off.

    Args:
        readings: one program's sound ones of one meaning (see `sound_ones`), oldest first; of each day or each week.
    """
    watch = _Watch()
    for each in readings:
        if each.distribution is not None:
            watch.add((each.day, each.distribution))
    return tuple(watch.found)


def outside(readings: Iterable[R], breaks: Sequence[Break]) -> list[R]:
    """The readings that no break spoils."""
    return [each for each in readings if not any(found.spoils(each.day) for found in breaks)]


_AT_ONCE: Final = 0.3
"""One reading that is off by so much (35 %) begins a break."""
_TWICE: Final = 0.18
"""So do two in a row that are off by so much (20 %)."""
_FALL: Final = -0.5
"""So do two in a row whose losses are this much too small (40 %): a roll-out makes them a third too small for a day."""
_STARTED: Final = 0.1
"""A break begins with the first of the days before that were off by so much."""
_OVER: Final = 0.6
"""It is over when this part of it is gone, on two readings in a row,"""
_OVER_AT_ONCE: Final = 0.5
"""or on one that is lower by so much at once."""
_LEAST_FALL: Final = 0.15
_USUAL: Final = 0.05
"""The scatter that the limits are made for: noisier numbers have wider ones."""
_RENEWED: Final = 7
"""Days that a course is kept for."""
_SHOWN_BY: Final = 7
"""Readings that show how large a break is by now."""


class _Off:
    """A break as it goes on."""

    def __init__(self, expected: Course, sound: list[Dated], begin: Sequence[tuple[Dated, float]]) -> None:
        self._expected = expected
        self.sound = sound
        """The reference from before."""
        self.sign = 1 if begin[-1][1] > 0 else -1
        self.readings = list(begin)
        """With how far off they are."""
        self.back: list[Dated] = []
        """The newest ones, which look as if it were over."""

    @property
    def since(self) -> date:
        return self.readings[0][0][0]

    @property
    def factor(self) -> float:
        return math.exp(median(off for _, off in self.readings))

    def add(self, reading: Dated) -> bool:
        """Whether it is over."""
        off = self._expected.off(*reading)
        size = median(self.sign * off for _, off in self.readings[-_SHOWN_BY:])
        fallen = size - self.sign * off
        if fallen < max(_OVER * size, _LEAST_FALL):
            self.readings += [*((each, off) for each in self.back), (reading, off)]
            self.back = []
            return False
        self.back.append(reading)
        return len(self.back) > 1 or fallen > _OVER_AT_ONCE


class _Watch:
    """What is known after each reading."""

    def __init__(self) -> None:
        self.found: list[Break] = []
        self._sound: list[Dated] = []
        """Of the span before the newest."""
        self._recent: list[tuple[Dated, float]] = []
        """The newest of them, with how far off they are."""
        self._expected: Course | None = None
        self._open: _Off | None = None
        self._former: _Off | None = None
        """A lasting change, which may still go back."""

    def add(self, reading: Dated) -> None:
        if self._open is None:
            if self._former is not None and self._went_back(self._former, reading):
                return
            self._look(reading)
        elif self._open.add(reading):
            self._end(self._open)
        else:
            self._go_on(self._open, reading[0])

    def _look(self, reading: Dated) -> None:
        """Whether a break begins."""
        self._renew(reading[0])
        off = self._expected.off(*reading) if self._expected else 0.0
        self._recent = [*self._recent[-9:], (reading, off)]
        self._sound.append(reading)
        if self._expected is None or not self._begins():
            return
        sign = 1 if off > 0 else -1
        begin = []
        while self._recent and sign * self._recent[-1][1] >= _STARTED:
            begin.append(self._recent.pop())
        begin.reverse()
        before = self._sound[: -len(begin)]
        self._open = _Off(self._expected, before, begin)
        self.found.append(Break(self._open.since, None, self._open.factor))

    def _begins(self) -> bool:
        wider = max(1.0, (self._expected.scatter if self._expected else 0.0) / _USUAL)
        (*_, (_, before), (_, now)) = [(None, 0.0), *self._recent]
        least, most = min(before, now), max(before, now)
        return now >= _AT_ONCE * wider or least >= _TWICE * wider or most <= _FALL * wider

    def _renew(self, day: date) -> None:
        """The course, once a week."""
        if self._expected and (day - self._expected.day).days <= _RENEWED and self._expected.lines:
            return
        if len(self._sound) < FEWEST:
            return
        self._sound = spanning(self._sound)
        self._expected = course(self._sound)

    def _go_on(self, off: _Off, day: date) -> None:
        lasting = day - off.since >= LASTS
        self.found[-1] = Break(off.since, None, off.factor, lasting)
        if lasting:
            self._open, self._former = None, off
            self._restart([each for each, _ in off.readings] + off.back)

    def _end(self, off: _Off) -> None:
        self.found[-1] = Break(off.since, off.back[0][0], off.factor)
        self._open = self._former = None
        self._restart([*off.sound, *off.back])

    def _restart(self, sound: list[Dated]) -> None:
        self._sound, self._recent, self._expected = sound, [], None

    def _went_back(self, off: _Off, reading: Dated) -> bool:
        if reading[0] - off.since >= 2 * LASTS:
            self._former = None
        elif off.add(reading):
            self._end(off)
            return True
        return False
