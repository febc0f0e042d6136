"""The course of a program's old levels: where its last sound weeks lead. Values are logarithms of fractions."""

import math
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from statistics import median
from typing import Final, NamedTuple

from bot.domain.numbers.distribution import Distribution
from bot.domain.numbers.version import Version

SPAN: Final = 70
"""Days that show a pace. Of a shorter span it counts for less, of one below `_LEAST_SPAN` for nothing."""
_LEAST_SPAN: Final = 28
FEWEST: Final = 5
"""Readings without which no course shows, nor the level."""
_GAP: Final = 7
_RECENT: Final = 14
"""Days that show the level."""
_LEVELS: Final = tuple(0.2 * 0.5**number for number in range(7))
"""Losses of 20 %, 10 %, 5 % ... 0.3 %. Above are the newest versions, which roll-outs move."""
_APART: Final = 1.5
"""A version counts for the level of which its loss is at most such a multiple or part."""
_YOUNG: Final = 0.35
"""A version that more users than this lacked within the span was still being rolled out."""
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
_SMALLEST: Final = 0.0001


class Dated(NamedTuple):
    """The numbers of a day."""

    day: date
    distribution: Distribution

    def loss(self, version: Version) -> float:
        """The certain loss at a version, a fraction."""
        parts = self.distribution.listed.parts
        at = bisect_left(parts, version.parts)
        if at < len(parts) and parts[at] == version.parts:
            return self.distribution.low_losses[at]
        return float(self.distribution.loss(version).low)

    def logarithm(self, version: Version) -> float:
        """That of the loss, however small."""
        return math.log(max(self.loss(version), _SMALLEST))


@dataclass(frozen=True, slots=True)
class _Line:
    version: Version
    level: float
    """The logarithm on the course's day."""
    pace: float
    """Per day, never above zero: users do not go back."""
    scatter: float
    """How far off half of the days were, or how far above the level the highest of them."""


@dataclass(frozen=True, slots=True)
class Course:
    """Where each of some old levels is expected."""

    day: date
    """The last one it rests on."""
    lines: tuple[_Line, ...]
    """None when they are too few to tell."""
    readings: int
    """How many it rests on."""

    @property
    def scatter(self) -> float:
        """That of the median line; 0 without."""
        return median(line.scatter for line in self.lines) if self.lines else 0.0

    def off(self, reading: Dated) -> float:
        """The logarithm of the factor by which all levels of a day are off together; 0 where they do not agree.

        A break moves all by about the same factor. One version that grows or goes moves higher levels less.
        """
        ahead = (reading.day - self.day).days
        off = sorted(reading.logarithm(line.version) - line.level - _KEPT_UP * line.pace * ahead for line in self.lines)
        if not off:
            return 0.0
        middle, quarter = median(off), len(off) // 4
        least = off[quarter] if middle > 0 else off[-1 - quarter]
        return middle if _AGREEING * least / (middle or 1.0) >= 1 else 0.0


def spanning(readings: Sequence[Dated]) -> list[Dated]:
    """The newest readings that show a course, at least `FEWEST` where there are as many; a gap counts as a week."""
    passed, kept = 0, len(readings)
    for before, after in pairwise(reversed([*readings])):
        kept -= 1
        passed += min((before.day - after.day).days, _GAP)
        if passed > SPAN and len(readings) - kept >= FEWEST:
            return list(readings[kept:])
    return list(readings)


def course(readings: Sequence[Dated]) -> Course:
    """The course that some readings show, at least `FEWEST`, oldest first."""
    oldest, newest = readings[0], readings[-1]
    long = (newest.day - oldest.day).days >= _LEAST_SPAN
    lines = [_line(readings, version) for version in _old(oldest, newest)] if long else []
    return Course(newest.day, tuple(lines) if len(lines) >= _FEWEST_LEVELS else (), len(readings))


def _old(oldest: Dated, newest: Dated) -> Iterable[Version]:
    """A version for each level that the newest reading tells something about, highest first."""
    listed = list(zip(newest.distribution.low_losses, reversed(newest.distribution.versions), strict=True))
    least = _USERS * float(min((share for share in newest.distribution.amounts if share > 0), default=1))
    found: dict[Version, float] = {}
    for level in _LEVELS:
        near = [
            (abs(math.log(loss / level)), version)
            for loss, version in listed
            if loss >= least and level / _APART <= loss <= level * _APART
        ]
        _, version = min(near, default=(math.inf, None))
        if version is not None and oldest.distribution.loss(version).low <= _YOUNG:
            found[version] = level
    return found


def _line(readings: Sequence[Dated], version: Version) -> _Line:
    now = readings[-1].day
    points = [((each.day - now).days, each.logarithm(version)) for each in readings]
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
    return _Line(version, level, pace, max(up, both))


def _middle(points: Sequence[tuple[int, float]]) -> tuple[float, float]:
    return median(ago for ago, _ in points), median(then for _, then in points)
