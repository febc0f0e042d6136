"""The losses of a program's sound days at each version, in few bytes: what its course and breaks are found in.

A loss is kept as its logarithm in steps of a seventieth of a percent, and none is smaller than a ten thousandth.
"""

import math
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Final

from bot.domain.numbers.distribution import Distribution, Unlisted

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
    """The losses of one day."""

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
