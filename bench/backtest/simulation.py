"""Simulated breaks: real numbers with all but the newest versions at a multiple of their share."""

import math
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from random import Random
from typing import Final

from bot.domain.numbers.distribution import ONE, ZERO, Distribution
from bot.domain.numbers.version import Version

SIZES: Final = 1.5, 4.0
DAYS: Final = 4, 60
UNEVEN: Final = 0.3
"""By how much of itself the size differs between levels."""
_RAMP: Final = 7
"""Days of a slow begin or end."""
_LEVELS: Final = 9
"""Each half as high as the one before."""
_OLD: Final = 0.1, 0.5
"""Share of users on versions that count as old."""
_MOST: Final = 0.9
"""Share of users that these have at most during a break."""


@dataclass(frozen=True, slots=True)
class Reading:
    """The numbers of a day."""

    day: date
    distribution: Distribution


@dataclass(frozen=True, slots=True)
class Simulated:
    """A break."""

    first: int
    """The first day that is off, an ordinal."""
    days: int
    size: float
    slow_begin: bool
    slow_end: bool
    old: float
    """Share of users on the versions that are off."""
    by_version: bool
    """Whether each version has its own factor, or each level, with steps between."""
    seed: int
    """Of these factors."""

    @property
    def after(self) -> int:
        """The first sound day afterwards, an ordinal."""
        return self.first + self.days

    def reading(self, day: date, numbers: Distribution) -> Reading:
        """What this break makes of a day's numbers."""
        number = day.toordinal() - self.first
        if not 0 <= number < self.days:
            return Reading(day, numbers)
        up = (number + 1) / _RAMP if self.slow_begin else 1.0
        down = (self.days - number) / _RAMP if self.slow_end else 1.0
        return Reading(day, self._off(numbers, min(up, down, 1.0)))

    def _off(self, numbers: Distribution, part: float) -> Distribution:
        below, old = 0.0, {}
        for version, share in reversed(numbers.shares):
            below += float(share)
            if below > self.old:
                break
            old[version] = share * Decimal(1 + (self.size * self._uneven(version, below) - 1) * part)
        before, after = (sum(shares, ZERO) for shares in (map(numbers.share, old), old.values()))
        rest = sum((share for _, share in numbers.shares), ZERO) - before
        left = (rest + before - after) / rest
        return replace(numbers, amounts=tuple(old.get(v, share * left) for v, share in numbers.shares))

    def _uneven(self, version: Version, below: float) -> float:
        if self.by_version:
            return _about_one(Random(f"{self.seed} {version}"))  # noqa: S311 - of a simulation
        random = Random(self.seed)  # noqa: S311
        levels = [_about_one(random) for _ in range(_LEVELS + 1)]
        number, beyond = divmod(min(-math.log2(below), _LEVELS - 0.5) if below else _LEVELS - 0.5, 1)
        higher, lower = levels[int(number) : int(number) + 2]
        return higher + beyond * (lower - higher)


def draw(random: Random, first: int) -> Simulated:
    """A break that begins on a day, an ordinal."""
    size, days, slow = random.uniform(*SIZES), random.randint(*DAYS), random.random() < 0.5  # noqa: PLR2004
    slow_end = slow and days >= 2 * _RAMP and random.random() < 0.5  # noqa: PLR2004
    old = min(random.uniform(*_OLD), _MOST / size / (1 + UNEVEN))
    return Simulated(first, days, size, slow, slow_end, old, random.random() < 0.5, random.randrange(2**32))  # noqa: PLR2004


def mixed(one: Distribution, other: Distribution, part: float) -> Distribution:
    """The numbers of an audience of which a part (a fraction) has one platform, and the rest the other."""
    weight = Decimal(part)
    versions = sorted({*one.versions, *other.versions}, reverse=True)
    shares = tuple((each, weight * one.share(each) + (ONE - weight) * other.share(each)) for each in versions)
    return Distribution.of(shares, unreported=max(ZERO, ONE - sum((share for _, share in shares), ZERO)))


def _about_one(random: Random) -> float:
    return random.uniform(1 - UNEVEN, 1 + UNEVEN)
