"""The part of a program's history that forecasts rest on: its sound snapshots of a year, a week apart."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from datetime import timedelta

from bot.domain.numbers.distribution import Distribution
from bot.domain.numbers.snapshot import Snapshot
from bot.domain.numbers.version import Version

MEMORY = timedelta(days=365)
"""Older snapshots say nothing about how users update today: two years made forecasts no better."""
_WEEK = 7
_APART = 4
"""Minimum days between two snapshots of a weekly series."""


def weekly(snapshots: Sequence[Snapshot]) -> list[Snapshot]:
    """The snapshots a week apart, counted back from the newest: all on one weekday.

    Users update less on some weekdays, which is not movement. A member's own series is the part before it.
    """
    kept: list[Snapshot] = []
    left = list(snapshots)
    while left:
        kept.append(left.pop())
        last = kept[-1].day.toordinal()
        while left and last - left[-1].day.toordinal() < _APART:
            left.pop()
        while len(left) > 1 and _off(left[-2], last) <= _off(left[-1], last):
            left.pop()
    return kept[::-1]


def _off(snapshot: Snapshot, later: int) -> int:
    return abs(later - _WEEK - snapshot.day.toordinal())


class Losses:
    """The certain loss (a fraction) at every version on each day of a series. Days are ordinals."""

    def __init__(self, snapshots: Iterable[Snapshot]) -> None:
        kept = [(each.day.toordinal(), each.distribution) for each in snapshots if each.distribution is not None]
        self.days: list[int] = [day for day, _ in kept]
        self._of: list[Distribution] = [distribution for _, distribution in kept]
        self._known: list[dict[Version, float]] = [_at_listed(distribution) for _, distribution in kept]
        self._levels: list[list[tuple[float, Version]]] = [_different(known) for known in self._known]

    def at(self, index: int, version: Version) -> float:
        """The loss at a version on the day of this index; an unlisted one is interpolated."""
        known = self._known[index]
        if version not in known:
            known[version] = float(self._of[index].loss(version).low)
        return known[version]

    def levels(self, index: int) -> list[tuple[float, Version]]:
        """Each distinct loss of the day, with a listed version that has it."""
        return self._levels[index]

    def near(self, day: int, *, within: int) -> int | None:
        """The index of the day nearest to this one, at most `within` days away; the earlier of two equally near."""
        after = bisect_left(self.days, day)
        around = [i for i in (after - 1, after) if 0 <= i < len(self.days) and abs(self.days[i] - day) <= within]
        return min(around, key=lambda i: abs(self.days[i] - day), default=None)

    def by(self, day: int, *, within: int) -> int | None:
        """The index of the newest day up to this one, at most `within` days before; None while there is none.

        Unlike the nearest day it stays the same when more days come.
        """
        newest = bisect_right(self.days, day) - 1
        return newest if newest >= 0 and day - within <= self.days[newest] and day <= self.days[-1] else None


def _at_listed(distribution: Distribution) -> dict[Version, float]:
    """The low ends of `Distribution.loss`, all at once."""
    found, below = {}, float(distribution.older - distribution.overcounted)
    for version, share in reversed(distribution.shares):
        found[version] = min(max(below, 0.0), 1.0)
        below += float(share)
    return found


def _different(losses: dict[Version, float]) -> list[tuple[float, Version]]:
    return list({loss: (loss, version) for version, loss in losses.items()}.values())
