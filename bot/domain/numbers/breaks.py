"""Breaks: days on which WeChat counts all old versions at a multiple of their share, see docs/develop/forecast.md.

Users do not go back to a base library of two years ago, and not at all levels at once: the count is another one.
A roll-out moves one version and makes the others too small for a day, a holiday moves all of them by a tenth.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import takewhile
from statistics import median
from typing import Final, NamedTuple

from bot.domain.numbers.judgement import LASTS, Break
from bot.domain.numbers.loss_table import Expected, LossTable, Row, expected_after, spanning

PAUSE: Final = timedelta(weeks=4)
"""After so long without a sound reading a new course begins: nobody knows how fast users updated meanwhile."""
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


class Deviation(NamedTuple):
    """A day, and the logarithm of the factor by which it is off."""

    day: date
    off: float


class Limit(NamedTuple):
    """A day, and by how much its limits were wider than for even numbers: infinitely without a course."""

    day: date
    wider: float
    """0 on days of which a break is known."""


@dataclass(frozen=True, slots=True)
class Off:
    """A break as it goes on, or a change that has lasted and may still go back."""

    start: date
    """The first day of the course before it."""
    expected: Expected
    days: tuple[Deviation, ...]
    """Those that are off, oldest first."""
    back: tuple[date, ...] = ()
    """The newest days, which look as if it were over."""

    @property
    def since(self) -> date:
        """The first day that is off."""
        return self.days[0].day

    @property
    def sign(self) -> float:
        """1 for losses that are too large, -1 for those that are too small."""
        return math.copysign(1, self.days[0].off)

    @property
    def factor(self) -> float:
        """See `Break`."""
        sizes = sorted(self.sign * each.off for each in self.days)
        return round(math.exp(self.sign * sizes[int(_TYPICAL * len(sizes))]), 3)

    def after(self, rows: Sequence[Row]) -> tuple["Off", bool]:
        """Return the deviation after the last of these rows, and whether it is over by then."""
        row = rows[-1]
        off = self.sign * self.expected.off(row)
        size = median(self.sign * each.off for each in self.days[-_BY_NOW:])
        if off >= max(_LEFT * size, _STARTED * _wider(self.expected)):
            again = [each for each in rows if each.day in self.back] + [row]
            more = [Deviation(each.day, self.expected.off(each)) for each in again]
            return replace(self, days=(*self.days, *more), back=()), False
        found = replace(self, back=(*self.back, row.day))
        return found, row.day - found.back[0] >= _DIP or size - off > _NO_DIP


@dataclass(frozen=True, slots=True)
class Watch:
    """The breaks that a program's sound days show, each by earlier ones alone; carried on by one day after the other.

    The days themselves are in a `LossTable`, whose last row is the day that is read.
    """

    found: tuple[Break, ...] = ()
    """Oldest first; none overlap."""
    start: date = date.min
    """The first day of the course."""
    read: date | None = None
    """The last day read."""
    newest: tuple[Deviation, ...] = ()
    """The days of the last two weeks that were compared with the course."""
    expected: Expected | None = None
    open: Off | None = None
    lasting: Off | None = None
    """A change that may still go back."""
    limits: tuple[Limit, ...] = ()
    """Those of the last two weeks."""

    def after(self, table: LossTable) -> "Watch":
        """Return the watch after the last day of a table."""
        row = table.newest
        watch = _read(_resumed(self, row.day), table)
        limit = 0.0
        if watch.newest and watch.newest[-1].day == row.day:
            limit = _wider(watch.expected) if watch.expected and watch.expected.lines else math.inf
        limits = (each for each in self.limits if row.day - each.day <= 2 * _WEEK)
        return replace(watch, read=row.day, limits=(*limits, Limit(row.day, limit)))

    def sound(self, table: LossTable) -> list[Row]:
        """Return the days of a table that the course rests on."""
        over = [each for each in self.found if not each.lasting]
        rows = (row for row in table.rows if row.day >= self.start)
        return [row for row in rows if not any(each.includes(row.day) for each in over)]


def _resumed(watch: Watch, day: date) -> Watch:
    """Return a watch before a day that is read: after a pause with a new course."""
    if watch.read and day - watch.read > PAUSE and watch.open is None:
        return replace(watch, start=day, newest=(), expected=None, lasting=None)
    if watch.lasting and day - watch.lasting.since >= 2 * LASTS:
        return replace(watch, lasting=None)
    return watch


def _read(watch: Watch, table: LossTable) -> Watch:
    if watch.lasting:
        lasting, over = watch.lasting.after(table.rows)
        if over:
            return _ended(watch, lasting)
        watch = replace(watch, lasting=lasting)
    if watch.open:
        found, over = watch.open.after(table.rows)
        return _ended(watch, found) if over else _gone_on(watch, found, table.newest.day)
    return _looked(watch, table)


def _looked(watch: Watch, table: LossTable) -> Watch:
    """Return a watch after a day outside all breaks: perhaps one begins."""
    row, expected = table.newest, watch.expected
    off = expected.off(row) if expected else 0.0
    if _outdated(expected, row.day, off):
        expected = _renewed(watch, table) or expected
        off = expected.off(row) if expected else 0.0
    newest = (*_lately(watch.newest, row.day), Deviation(row.day, off))
    watch = replace(watch, expected=expected, newest=newest)
    if expected is None or not _begins([each.off for each in newest[-2:]], _wider(expected)):
        return watch
    begin = _run(newest, math.copysign(1, off))
    before = [each for each in watch.sound(table) if each.day < begin[0].day]
    if off > 0 and before and expected.rise(before[-1], row) <= 0:  # it only fell more slowly than expected
        return watch
    found = Off(watch.start, expected, tuple(begin))
    return replace(watch, open=found, found=(*watch.found, Break(found.since, None, found.factor)))


def _outdated(expected: Expected | None, day: date, off: float) -> bool:
    """Return whether a new course is needed, which takes as long as seventy readings that agree."""
    if expected is None:
        return True
    age = day - expected.day
    return age > 4 * _WEEK or (age > _WEEK and (abs(off) >= _AGREES or not expected.lines))


def _renewed(watch: Watch, table: LossTable) -> Expected | None:
    """Return what the days before the last one lead to, without those of the last week that were off."""
    before = watch.sound(table)[:-1]
    off = [*_run(watch.newest, 1), *_run(watch.newest, -1)]
    doubtful = sum(watch.newest[-1].day - each.day < _WEEK for each in off)
    return expected_after(spanning(before[: len(before) - doubtful]))


def _gone_on(watch: Watch, off: Off, day: date) -> Watch:
    lasting = day - off.since >= LASTS and not off.back
    watch = replace(watch, open=off, found=(*watch.found[:-1], Break(off.since, None, off.factor, lasting)))
    if not lasting:
        return watch
    return replace(watch, open=None, lasting=off, start=off.since, newest=(), expected=None)


def _ended(watch: Watch, off: Off) -> Watch:
    found = (*(each for each in watch.found if each.since < off.since), Break(off.since, off.back[0], off.factor))
    return replace(watch, found=found, open=None, lasting=None, start=off.start, newest=(), expected=None)


UNWATCHED: Final = Watch()


def watched(table: LossTable, watch: Watch) -> Watch:
    """Return a watch after all days of a table, from the first on."""
    for at in range(len(table.days)):
        watch = watch.after(table.only(range(at + 1)))
    return watch


@dataclass(frozen=True, slots=True)
class Seen:
    """A break of the public numbers, and whether a program's own could have shown it."""

    found: Break
    wider: float = 0.0
    """The widest limits of its days so far."""
    days: int = 0
    """How many of them were compared with the course."""
    shown: bool = False
    """Whether the program's own numbers tell: they show it, or would if it concerned the program."""

    def after(self, own: Watch, limits: Sequence[Limit]) -> "Seen":
        """Return what is seen after these days more, of which `own` is the watch.

        A course that was first known while it went on rests on its days, and shows nothing of it.
        """
        wider = [self.wider, *(each.wider for each in limits if self.found.includes(each.day))]
        seen = replace(self, wider=max(wider), days=self.days + len(wider) - 1)
        if not seen.days or math.isinf(seen.wider):
            return replace(seen, shown=False)
        twice, once = (_TWICE, _AT_ONCE) if self.found.factor > 1 else (-_FALL, math.inf)
        could = seen.wider * (twice if seen.days > 1 else once) <= abs(math.log(self.found.factor))
        return replace(seen, shown=could or any(each.meets(self.found) for each in own.found))


def _lately(newest: Sequence[Deviation], day: date) -> Sequence[Deviation]:
    """Return the days of two weeks that the next one may be off together with, and the last one."""
    first = len(newest) - 1
    while first > 0 and abs(newest[first].off) >= _STARTED:
        first -= 1
    return [each for each in newest[max(first, 0) :] if day - each.day <= 2 * _WEEK]


def _begins(newest: Sequence[float], wider: float) -> bool:
    """Return whether a break begins by the newest two."""
    least, most = (min(newest), max(newest)) if len(newest) > 1 else (0.0, 0.0)
    return newest[-1] >= _AT_ONCE * wider or least >= _TWICE * wider or most <= _FALL * wider


def _run(days: Sequence[Deviation], sign: float) -> list[Deviation]:
    """Return the newest days in a row that are off in a direction, oldest first."""
    return list(takewhile(lambda each: sign * each.off >= _STARTED, reversed(days)))[::-1]


def _wider(expected: Expected) -> float:
    """Return by how much the limits are wider than for even numbers of many readings."""
    return round(max(1.0 if expected.readings >= _MANY else _FEW, expected.scatter / _EVEN), 3)
