"""Where the last sound weeks of a program lead, at some old levels. Values are logarithms of fractions."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from statistics import median
from typing import Final

from bot.domain.numbers.earlier import YOUNG
from bot.domain.numbers.loss_table import Parts, Row

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
