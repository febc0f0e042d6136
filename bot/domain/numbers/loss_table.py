"""The losses at each version, and those that an earlier day lets expect.

The losses of a program's sound days at each version, in few bytes: what its course and breaks are found in. A loss is
kept as its logarithm in steps of a seventieth of a percent, and none is smaller than a ten thousandth.
"""

import math
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise
from statistics import median
from typing import Final

from bot.domain.numbers.distribution import Bounds, Distribution, Unlisted
from bot.domain.numbers.version import Version

YOUNG: Final = 0.35
"""A version that more users than this lacked was still being rolled out."""


class Absent(StrEnum):
    """Why there is no loss on an earlier day: a sentence each in the catalogs (`cell-...`)."""

    NO_DATA = "no-data"
    UNRELEASED = "unreleased"
    """Even the newest version listed then was older."""


Earlier = Bounds | Absent


def released(version: Version, distribution: Distribution) -> bool:
    """Whether a version was out on a distribution's day, as far as that shows."""
    return bool(distribution.newer) or (bool(distribution.versions) and version <= distribution.versions[0])


def known(earlier: Earlier) -> Bounds | None:
    """Return the loss, if there is one."""
    return None if isinstance(earlier, Absent) else earlier


LOOKED_BACK: Final = timedelta(weeks=26)
"""How far back breaks are looked for: a change that lasts may go back after sixteen weeks, and eight show the course
before."""
_DAILY: Final = timedelta(days=70)
"""As long as a course is: older days are one of each calendar week."""
_STEPS: Final = 7000
_SMALLEST: Final = 0.0001
_COUNTED: Final = 0.0008
"""A version that no more users than this are below is in no course, not even where WeChat counts half of them."""
_FLOOR: Final = round(-math.log(_SMALLEST) * _STEPS)
_LEAST: Final = round(-math.log(_COUNTED) * _STEPS)
_EVERYONE: Final = 0
_CODE: Final = 2
"""Bytes of one."""
Parts = tuple[int, ...]
"""Of a version, as `Version.parts`."""


@dataclass(frozen=True, slots=True)
class Row:
    day: date
    versions: tuple[Parts, ...]
    """Ascending."""
    codes: "array[int]"
    """The loss at each of them."""
    least: int
    """The smallest share listed."""

    def logarithm(self, version: Parts) -> float:
        """Return that of the loss at a version; at one that is not listed it is that of the next higher one."""
        at = bisect_left(self.versions, version)
        return -self.codes[at] / _STEPS if at < len(self.versions) else 0.0

    def loss(self, version: Parts) -> float:
        """Return the loss at a version, a fraction."""
        return math.exp(self.logarithm(version))

    def rises_above(self, before: "Row", by: float) -> bool:
        """Return whether the loss at some version exceeds that of another row of the table by so much (a fraction)."""
        enough = _code(by)
        for now, then in zip(reversed(self.codes), reversed(before.codes), strict=True):
            if now > enough:  # and so at all older versions
                return False
            if math.exp(-now / _STEPS) - math.exp(-then / _STEPS) > by:
                return True
        return False

    @property
    def smallest_share(self) -> float:
        """A fraction: one user, or one step of WeChat's rounding."""
        return math.exp(-self.least / _STEPS)


@dataclass(frozen=True, slots=True)
class LossTable:
    """Rows of some days over one list of versions."""

    versions: tuple[Parts, ...] = ()
    """Ascending."""
    days: tuple[date, ...] = ()
    """Oldest first."""
    codes: bytes = b""
    """A row for each day, one after the other: two bytes for each version."""
    least: tuple[int, ...] = ()
    """The smallest share that each day lists."""

    @property
    def rows(self) -> list[Row]:
        """Oldest first."""
        return [self.row(at) for at in range(len(self.days))]

    def row(self, at: int) -> Row:
        """Return one row by its place."""
        width = _CODE * len(self.versions)
        begin = range(len(self.days))[at] * width
        return Row(self.days[at], self.versions, array("H", self.codes[begin : begin + width]), self.least[at])

    @property
    def newest(self) -> Row:
        """The last row."""
        return self.row(-1)

    def only(self, places: Iterable[int]) -> "LossTable":
        """Return the table with the rows at these places."""
        kept, width = list(places), _CODE * len(self.versions)
        return LossTable(
            self.versions,
            tuple([self.days[at] for at in kept]),
            b"".join([self.codes[at * width : (at + 1) * width] for at in kept]),
            tuple([self.least[at] for at in kept]),
        )

    def without(self, first: date, until: date) -> "LossTable":
        """Return the table without the days from one to before another."""
        return self.only(at for at, day in enumerate(self.days) if not first <= day < until)

    def thinned(self, today: date) -> "LossTable":
        """Return what is kept by a day: each of the last two weeks, and one of each calendar week before."""
        if not self.days or self.days[0] >= today - _DAILY:
            return self
        kept, weeks = list[int](), set[tuple[int, int]]()
        recent = bisect_left(self.days, today - _DAILY)
        for at, day in enumerate(self.days[:recent]):
            week = day.isocalendar()[:2]
            if day >= today - LOOKED_BACK and week not in weeks:
                kept.append(at)
            weeks.add(week)
        return self if len(kept) == recent else self.only([*kept, *range(recent, len(self.days))])

    def adding(self, day: date, distribution: Distribution) -> "LossTable":
        """Return the table with one more day, newer than all others."""
        listed, losses = distribution.listed.parts, distribution.low_losses
        counted = listed[max(bisect_right(losses, _COUNTED) - 1, 0) :]  # and the newest that hardly anyone is below
        table = self._over(counted)
        codes = table.codes + array("H", _codes(table.versions, listed, losses, distribution)).tobytes()
        least = _code(float(min((share for share in distribution.amounts if share > 0), default=1)))
        return LossTable(table.versions, (*table.days, day), codes, (*table.least, least))

    def _over(self, versions: Sequence[Parts]) -> "LossTable":
        """Return the table with columns for these versions, too."""
        new = set(versions).difference(self.versions)
        if not new:
            return self
        if not self.days:  # after a pause of half a year
            return LossTable(tuple(sorted(new)))
        every, width = sorted(new.union(self.versions)), len(self.versions)
        codes, everyone = array("H", self.codes), array("H", [_EVERYONE]) * len(self.days)
        columns = [*(codes[at::width] for at in range(width)), everyone]
        # A new one has the losses of the next higher one.
        wider = [columns[bisect_left(self.versions, version)] for version in every] + [everyone]
        most = list(map(min, wider))
        used = [at for at, version in enumerate(every) if version in new or min(most[at : at + 2]) < _LEAST]
        rows = array("H", bytes(_CODE * len(used) * len(self.days)))
        for place, at in enumerate(used):
            rows[place :: len(used)] = wider[at]
        return LossTable(tuple([every[at] for at in used]), self.days, rows.tobytes(), self.least)


NO_LOSSES: Final = LossTable()


def _codes(
    versions: Sequence[Parts], listed: Sequence[Parts], losses: Sequence[float], distribution: Distribution
) -> Iterable[int]:
    """Yield the loss at each version, by what a day lists."""
    first = len(listed) - len(versions)
    if first >= 0 and versions == listed[first:]:
        yield from map(_code, losses[first:])
        return
    above, with_lower = float(distribution.loss_above), distribution.unlisted is Unlisted.WITH_LOWER
    at = 0
    for version in versions:
        while at < len(listed) and listed[at] < version:
            at += 1
        if at < len(listed) and (listed[at] == version or not with_lower):
            yield _code(losses[at])
        else:  # users of an unlisted version are counted with the lower one: whoever is on that one may have it
            yield _code(losses[at - 1] if at and at < len(listed) else above if at else 0.0)


@lru_cache(maxsize=65536)
def _code(loss: float) -> int:
    return round(-math.log(min(loss, 1.0)) * _STEPS) if loss > _SMALLEST else _FLOOR


SPAN: Final = 70
"""Days that show a pace. Of a shorter span it counts for less, of one below `_LEAST_SPAN` for nothing."""
_LEAST_SPAN: Final = 27
"""From the first to the last of four weeks of days, so that the next day can be compared."""
FEWEST: Final = 5
"""Readings without which no course shows, nor the level."""
_GAP: Final = 7
_RECENT: Final = 14
"""Days that show the level."""
_LEVELS: Final = tuple(0.2 * 0.5**number for number in range(7))
"""Losses of 20 %, 10 %, 5 % ... 0.3 %. Above are the newest versions, which roll-outs move."""
_APART: Final = 1.5
"""A version counts for the level of which its loss is at most such a multiple or part."""
_HIGHEST: Final = _LEVELS[0] * _APART
_USERS: Final = 20
"""A loss tells something when it is so many times the smallest share listed: that is one user, or one step of WeChat's
rounding."""
_FEWEST_LEVELS: Final = 3
_AGREEING: Final = 3
"""Levels agree when three in four are off by at least a third of the median."""
_PART: Final = 0.6
"""The level is above slightly more than half of the days: what roll-outs get wrong makes losses too small."""
_HIGH: Final = 0.85
"""The part of the days that are not above the level by more than the scatter."""
_KEPT_UP: Final = 0.9
"""The part of the pace that goes on: who has not updated by now is slower than who has."""


@dataclass(frozen=True, slots=True)
class Line:
    """A version, and where its loss is expected."""

    version: Parts
    level: float
    """The logarithm on the course's day."""
    pace: float
    """Per day, never above zero: users do not go back."""
    scatter: float
    """How far off half of the days were, or how far above the level the highest of them."""


@dataclass(frozen=True, slots=True)
class Expected:
    """Where each of some old levels is expected."""

    day: date
    """The last one it rests on."""
    lines: tuple[Line, ...]
    """None when they are too few to tell."""
    readings: int
    """How many it rests on."""

    @property
    def scatter(self) -> float:
        """That of the median line; 0 without."""
        return median(line.scatter for line in self.lines) if self.lines else 0.0

    def off(self, row: Row) -> float:
        """Return the logarithm of the factor by which all levels of a day are off together; 0 where they do not agree.

        A break moves all by about the same factor. One version that grows or goes moves higher levels less.
        """
        if not self.lines:
            return 0.0
        ahead = _KEPT_UP * (row.day - self.day).days
        off = sorted(row.logarithm(line.version) - line.level - line.pace * ahead for line in self.lines)
        middle, quarter = median(off), len(off) // 4
        least = off[quarter] if middle > 0 else off[-1 - quarter]
        return round(middle, 4) if _AGREEING * least / (middle or 1.0) >= 1 else 0.0

    def rise(self, before: Row, after: Row) -> float:
        """Return the logarithm of the factor between two days at the median level."""
        return median(after.logarithm(line.version) - before.logarithm(line.version) for line in self.lines)


def spanning(rows: Sequence[Row]) -> Sequence[Row]:
    """Return the newest rows that show a course, at least `FEWEST` where there are as many; a gap counts as a week."""
    passed, kept = 0, len(rows)
    for before, after in pairwise(reversed(rows)):
        kept -= 1
        passed += min((before.day - after.day).days, _GAP)
        if passed > SPAN and len(rows) - kept >= FEWEST:
            return rows[kept:]
    return rows


def expected_after(rows: Sequence[Row]) -> Expected | None:
    """Return what some rows, oldest first, lead to; None while they are too few, or of too short a time."""
    if len(rows) < FEWEST or (rows[-1].day - rows[0].day).days < _LEAST_SPAN:
        return None
    lines = [_line(rows, version) for version in _old(rows[0], rows[-1])]
    return Expected(rows[-1].day, tuple(lines) if len(lines) >= _FEWEST_LEVELS else (), len(rows))


def _old(oldest: Row, newest: Row) -> Iterable[Parts]:
    """Return a version for each level that the newest row tells something about, highest first."""
    listed = [(loss, version) for version in newest.versions if (loss := newest.loss(version)) <= _HIGHEST]
    least = _USERS * newest.smallest_share
    found: dict[Parts, float] = {}
    for level in _LEVELS:
        near = [
            (abs(math.log(loss / level)), version)
            for loss, version in listed
            if loss >= least and level / _APART <= loss <= level * _APART
        ]
        _, version = min(near, default=(math.inf, None))
        if version is not None and oldest.loss(version) <= YOUNG:
            found[version] = level
    return found


def _line(rows: Sequence[Row], version: Parts) -> Line:
    now = rows[-1].day
    points = [((each.day - now).days, each.logarithm(version)) for each in rows]
    half = len(points) // 2
    (first, before), (second, after) = (_middle(part) for part in (points[:half], points[half:]))
    pace = min((after - before) / (second - first), 0.0) * min(1.0, -points[0][0] / SPAN)
    brought = [(ago, then - pace * ago) for ago, then in points]
    recent = sorted(then for ago, then in brought if ago > -_RECENT)
    if len(recent) < FEWEST:
        recent = sorted(then for _, then in brought[-FEWEST:])
    level = recent[int(_PART * len(recent))]
    usual = sorted(then for _, then in brought)
    up = max(usual[int(_HIGH * len(usual))] - level, 0.0)
    both = median(abs(then - level) for then in usual)
    return Line(version, round(level, 5), round(pace, 7), round(max(up, both), 5))


def _middle(points: Sequence[tuple[int, float]]) -> tuple[float, float]:
    return median(ago for ago, _ in points), median(then for _, then in points)
