"""The pace at which a version's loss falls, from the history of a program.

The pace at which losses shrink, per level: how versions with a similar loss moved recently. All values are natural
logarithms of the loss, where a steady pace is a straight line, and floats: these are estimates, not shares.
"""

import math
from bisect import bisect_left, bisect_right, insort
from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from itertools import accumulate
from operator import itemgetter, sub, truediv
from typing import NamedTuple

from bot.domain.numbers.distribution import Distribution, Unlisted
from bot.domain.numbers.snapshot import Snapshot
from bot.domain.numbers.version import Version

MEMORY = timedelta(days=365)
"""Older snapshots say nothing about how users update today: two years made forecasts no better."""
_SMALLEST = 0.0001
"""A smaller loss counts as this: WeChat itself shows no smaller share."""
_LOWEST = math.log(_SMALLEST)
_Order = Mapping[tuple[int, ...], int]
"""The place of each listed version, the oldest first."""


def logarithm(loss: float) -> float:
    """Return the natural logarithm of a fraction, however small."""
    return math.log(loss) if loss > _SMALLEST else _LOWEST


class Level(NamedTuple):
    loss: float
    logarithm: float
    """See `logarithm`."""
    version: Version
    """A listed one that has it."""


class Losses:
    """The certain loss (a fraction) at every version on each day of a series. Days are ordinals.

    A year has ten thousand losses: they are plain lists, and days that list the same versions share the order of them.
    """

    def __init__(self, snapshots: Iterable[Snapshot]) -> None:
        kept = [(each.day.toordinal(), each.distribution) for each in snapshots if each.distribution is not None]
        self.days: list[int] = [day for day, _ in kept]
        self._of: list[Distribution] = [distribution for _, distribution in kept]
        self._losses = [distribution.low_losses for distribution in self._of]
        """Oldest version first."""
        self._logarithms = [
            [math.log(loss) if loss > _SMALLEST else _LOWEST for loss in losses] for losses in self._losses
        ]
        self._orders: list[_Order] = []
        """By parts: a tuple has its hash in a tenth of the time that a version needs."""
        self._others: dict[tuple[int, Version], float] = {}
        self._translated: dict[tuple[int, int], Sequence[int | None]] = {}
        order, same = dict[tuple[int, ...], int](), None
        for distribution in self._of:
            if distribution.versions != same:
                same = distribution.versions
                order = {version.parts: place for place, version in enumerate(reversed(same))}
            self._orders.append(order)

    def at(self, index: int, version: Version) -> float:
        """Return the loss at a version on the day of this index, listed or not."""
        place = self._orders[index].get(version.parts)
        return self._unlisted(index, version) if place is None else self._losses[index][place]

    def shown(self, index: int) -> Mapping[float, int]:
        """Each distinct loss of the day that WeChat shows, ascending, with the place of a version that has it."""
        losses = self._losses[index]
        first = bisect_right(losses, _SMALLEST)
        return dict(zip(losses[first:], range(first, len(losses)), strict=True))

    def later(self, index: int, places: Iterable[int], later: int) -> list[float]:
        """Return the losses at the versions that have some places on a day, on the day of another index."""
        losses, same = self._losses[later], self._same_places(index, later)
        versions = self._of[index].versions
        return [
            losses[there] if (there := same[place]) is not None else self.at(later, versions[-1 - place])
            for place in places
        ]

    def _same_places(self, index: int, later: int) -> Sequence[int | None]:
        """Where another day lists the versions of a day, in their order; looked up once for all days of both orders."""
        orders = id(self._orders[index]), id(self._orders[later])
        if orders not in self._translated:
            self._translated[orders] = [self._orders[later].get(parts) for parts in self._orders[index]]
        return self._translated[orders]

    def logarithms_at(self, index: int, places: Iterable[int]) -> list[float]:
        """Return the logarithms of the losses at the versions that have some places on a day."""
        return list(map(self._logarithms[index].__getitem__, places))

    def logarithms(self, indices: Iterable[int], version: Version) -> list[float]:
        """Return the logarithm of the loss at a version on each of some days."""
        orders, logarithms, parts = self._orders, self._logarithms, version.parts
        return [
            logarithms[index][found]
            if (found := orders[index].get(parts)) is not None
            else logarithm(self._unlisted(index, version))
            for index in indices
        ]

    def _unlisted(self, index: int, version: Version) -> float:
        """As `Distribution.loss`: between two listed versions it is that of one of them."""
        known = self._others.get((index, version))
        if known is None:
            known = self._others[index, version] = self._beside_listed(index, version)
        return known

    def _beside_listed(self, index: int, version: Version) -> float:
        distribution, losses = self._of[index], self._losses[index]
        number = bisect_left(distribution.listed.parts, version.parts)
        if number == len(losses):
            return float(distribution.loss_above)
        if not number:
            return float(distribution.loss(version).low)
        return losses[number - 1 if distribution.unlisted is Unlisted.WITH_LOWER else number]

    def levels(self, index: int) -> Sequence[Level]:
        """Each distinct loss of the day."""
        versions, logarithms = self._of[index].versions, self._logarithms[index]
        different = {loss: place for place, loss in enumerate(self._losses[index])}
        return [Level(loss, logarithms[place], versions[-1 - place]) for loss, place in different.items()]

    def between(self, first: int, last: int) -> range:
        """Return the indices of the days from one to another, both included."""
        return range(bisect_left(self.days, first), bisect_right(self.days, last))

    def by(self, day: int, *, within: int) -> int | None:
        """Return the index of the newest day up to this one, at most `within` days before; None while there is none.

        Unlike the nearest day it stays the same when more days come.
        """
        newest = bisect_right(self.days, day) - 1
        return newest if newest >= 0 and day - within <= self.days[newest] and day <= self.days[-1] else None


STEP = 28
"""Days after which the pace is looked up again on the way down."""
LEVELS = tuple(-0.5 * number for number in range(20))
"""Losses of 100 %, 61 %, 37 % ... 0.007 %, as logarithms, highest first."""
_APART = 0.5
_LAST = len(LEVELS) - 1
_SPANS = {14: 3, 28: 7}
"""Days over which a pace is measured, with the number that may be missing."""
_FADES = 90
"""Days after which the weight of a move falls by a factor of e."""
_KEPT_UP = 0.9
"""The part of the pace that is expected to go on: who has not updated by now is slower than who has."""


@dataclass(frozen=True, slots=True)
class Move:
    """How the losses of a day changed within about two or four weeks."""

    known: int
    """The day from which it is known, an ordinal."""
    by_level: tuple[float | None, ...]
    """Change of the logarithm per day, never above zero, as users do not go back by themselves; None at levels without
    a version."""


def measure(losses: Losses) -> list[Move]:
    """Return the moves after each day of a history."""
    found = []
    for index, day in enumerate(losses.days):
        after = {span: losses.by(day + span, within=may_lack) for span, may_lack in _SPANS.items()}
        if all(later is None for later in after.values()):
            continue
        shown, weights = losses.shown(index), [0.0] * len(LEVELS)
        # Thousands of times: as `place`, of none below the last level.
        far = [-log / _APART for log in losses.logarithms_at(index, shown.values())]
        above = list(map(int, far))
        beyond = list(map(sub, far, above))
        for level, part in zip(above, beyond, strict=True):
            weights[level] += 1 - part
            weights[level + 1] += part
        for span, later in after.items():
            if later is not None:
                parts = map(truediv, losses.later(index, shown.values(), later), shown)
                came = zip(above, beyond, parts, strict=True)
                found.append(Move(day + span, _changes(came, weights, losses.days[later] - day)))
    return found


def _changes(came: Iterable[tuple[int, float, float]], weights: Sequence[float], took: int) -> tuple[float | None, ...]:
    """Versions within `_APART` count for a level, nearer ones more.

    Args:
        came: of each version the level at or above its loss, the weight with which it counts for the next one, and the
            part of its loss that is left after so many days.
        weights: of all versions that count for each level.
        took: how many days.
    """
    kept = [0.0] * len(LEVELS)
    for above, beyond, left in came:
        kept[above] += (1 - beyond) * left
        kept[above + 1] += beyond * left
    left_by_level = zip(kept, weights, strict=True)
    return tuple([_change(total / weight) / took if weight else None for total, weight in left_by_level])


def _change(left: float) -> float:
    return logarithm(left) if left < 1 else 0.0


def place(logarithm: float) -> tuple[int, float]:
    """Return the number of the level at or above a logarithm, and which part of the way to the next is done."""
    if logarithm >= 0:
        return 0, 0.0
    far = -logarithm / _APART
    number = int(far)
    return (number, far - number) if number < _LAST else (_LAST - 1, 1.0)


def between(values: Sequence[float], logarithm: float) -> float:
    """Return the value at a logarithm, between those at `LEVELS`."""
    number, beyond = place(logarithm)
    return values[number] + beyond * (values[number + 1] - values[number])


def never_rising(values: Iterable[float]) -> list[float]:
    """Values at `LEVELS` made never to rise from the highest level down: a higher loss stays the higher one."""
    return list(accumulate(reversed(list(values)), max))[::-1]


class Moves:
    """The moves of a history, put in order once for the paces of all its days."""

    def __init__(self, moves: Iterable[Move]) -> None:
        every = list(moves)
        self.days: Sequence[int] = sorted({move.known for move in every})
        """Those from which some are known, ordinals."""
        self.by_level: list[tuple[Sequence[float], Sequence[int]]] = []
        """By level the changes, lowest first, and the day from which each is known."""
        for level in range(len(LEVELS)):
            changes = sorted((change, move.known) for move in every if (change := move.by_level[level]) is not None)
            self.by_level.append(([change for change, _ in changes], [known for _, known in changes]))


class Pace:
    """Change of the logarithm per day, by level: the median of the moves known on a day, recent ones before all.

    A level without a version takes the pace of the nearest level.
    """

    def __init__(self, moves: Moves, now: int, since: int = 0) -> None:
        """From the moves known by `now` and no earlier than `since`, both ordinals."""
        self._moves = moves
        self._weights = {
            known: math.exp((known - now) / _FADES) if since <= known <= now else 0.0 for known in moves.days
        }

    def at(self, level: float) -> float:
        """Return the pace at the logarithm of a loss."""
        return between(self._at_levels, level)

    def follow(self, level: float, days: Iterable[int]) -> list[float]:
        """Return the logarithms reached from a loss's logarithm, after each of ascending numbers of days."""
        found, passed = [], 0
        for day in days:
            while day - passed >= STEP:
                level, passed = between(self.after_step, level), passed + STEP
            part = (day - passed) / STEP
            found.append(level + part * (between(self.after_step, level) - level) if part else level)
        return found

    @cached_property
    def after_step(self) -> Sequence[float]:
        """Where `LEVELS` are after `STEP` days, in their order."""
        return never_rising(level + STEP * pace for level, pace in zip(LEVELS, self._at_levels, strict=True))

    @cached_property
    def _at_levels(self) -> list[float]:
        found = [self._median(level) for level in range(len(LEVELS))]
        known = [level for level, pace in enumerate(found) if pace is not None]
        if not known:
            return [0.0] * len(LEVELS)
        nearest = [
            level if found[level] is not None else min((abs(other - level), other) for other in known)[1]
            for level in range(len(LEVELS))
        ]
        return [_KEPT_UP * (found[level] or 0.0) for level in nearest]

    def _median(self, level: int) -> float | None:
        """As `quantile`: what has no weight is never the one."""
        changes, days = self._moves.by_level[level]
        passed = list(accumulate(map(self._weights.__getitem__, days)))
        return changes[bisect_left(passed, passed[-1] / 2)] if passed and passed[-1] else None


def quantile(weighed: Iterable[tuple[float, float]], part: float) -> float:
    """Return the smallest value at or below which this part of the total weight lies.

    Args:
        weighed: values with their weights; at least one.
        part: a fraction.
    """
    ordered = sorted(weighed, key=itemgetter(0))
    passed = list(accumulate(map(itemgetter(1), ordered)))
    return ordered[bisect_left(passed, part * passed[-1])][0]


AROUND = 3
"""An outcome is the median of the days at most so many days off: of seven, when there is one each day."""
RUNGS = (1, 2, 3, 6, 12)
"""Steps ahead for which misses are collected; the others take that of the next lower one."""
_BEYOND = 0.11
"""Share of past outcomes beyond either end of a range; with a tenth, more than four in five were within."""
_SPEED = 0.05
"""How fast an end follows: an end below all outcomes of a day of forecasts rises by nearly this part."""
_ASSUMED, _ASSUMED_OF_DECLINE = 0.05, 0.4
"""The usual miss: a constant part, and a part of the decline."""
_ASSUMED_WEIGHS = 4
"""What is assumed of the ends weighs as much as this many days of forecasts compared with their outcome."""


def assumed(decline: float) -> float:
    """Return the usual miss after a decline, both in the logarithm of the loss; misses and ends are parts of it."""
    return _ASSUMED + _ASSUMED_OF_DECLINE * decline


class Ends(NamedTuple):
    """How far below and above what is expected, as parts of the usual miss."""

    below: float
    above: float


@dataclass(frozen=True, slots=True)
class Replay:
    """Forecasts made in hindsight on one day, compared with their outcomes."""

    made_on: int
    """An ordinal."""
    misses: Mapping[int, Sequence[Ends]]
    """How far beyond the starts' ends the outcomes were, one for each version: by rung, those without one missing."""


class Misses:
    """How far the ends of a range are: by rung, learned from earlier forecasts of all levels together.

    Most of a miss is common to all versions of a day. An end is a quantile of the misses so far, mixed with what is
    assumed for every program, times a factor: each day with too many outcomes beyond the end raises it, each with too
    few lowers it.
    """

    def __init__(self, replays: Iterable[Replay]) -> None:
        """From the replays of earlier days, each with the outcomes known by now."""
        self._replays = sorted(replays, key=lambda each: each.made_on)
        self._known: dict[int, Ends] = {}

    def at(self, steps: int) -> Ends:
        """Return the ends after this number of steps."""
        rung = max(rung for rung in RUNGS if rung <= max(steps, 1))
        if rung not in self._known:
            lower = self.at(rung - 1) if rung > 1 else Ends(1.0, 1.0)
            self._known[rung] = Ends(*(self._end(rung, side, otherwise) for side, otherwise in enumerate(lower)))
        return self._known[rung]

    def _end(self, rung: int, side: int, otherwise: float) -> float:
        """As it is now. On each earlier day it was what could be learned by then."""
        end, waiting = _End(otherwise), deque[tuple[int, Sequence[float], float]]()
        for replay in self._replays:
            while waiting and waiting[0][0] <= replay.made_on:
                end.learn(*waiting.popleft()[1:])
            if found := replay.misses.get(rung):
                known = replay.made_on + rung * STEP + AROUND
                waiting.append((known, [each[side] for each in found], end.now))
        for _, misses, then in waiting:
            end.learn(misses, then)
        return end.now


class _End:
    """One end of a range, while it learns."""

    def __init__(self, otherwise: float) -> None:
        self._otherwise = otherwise
        """The end without evidence."""
        self._misses: list[tuple[float, float]] = []
        """With their weights, ascending."""
        self._days = 0
        self._factor = 1.0

    @property
    def now(self) -> float:
        """As a part of the usual miss."""
        seen = max(quantile(self._misses, 1 - _BEYOND), 0.0) if self._misses else 0.0
        return self._factor * (self._days * seen + _ASSUMED_WEIGHS * self._otherwise) / (self._days + _ASSUMED_WEIGHS)

    def learn(self, misses: Sequence[float], then: float) -> None:
        """From the misses of a day on which the end was `then`."""
        beyond = sum(miss > then for miss in misses) / len(misses)
        self._factor *= math.exp(_SPEED * (beyond - _BEYOND))
        self._days += 1
        for miss in misses:
            insort(self._misses, (miss, 1 / len(misses)))
