"""What holds whichever of several meanings a feed has."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal

from bot.domain.numbers.distribution import ZERO, Bounds, Distribution, Losses, distribute
from bot.domain.numbers.feed import Feed
from bot.domain.numbers.percentage_meaning import Reading
from bot.domain.numbers.version import Version


@dataclass(frozen=True)
class EitherWay(Losses):
    """The distributions under the meanings that fit, of which one is right. They list the same versions."""

    fitting: tuple[Distribution, ...]

    @property
    def under(self) -> tuple[Distribution, ...]:
        """The distribution under each meaning that fits."""
        return self.fitting

    @property
    def versions(self) -> tuple[Version, ...]:
        """The versions listed, newest first."""
        return self.under[0].versions

    def loss(self, version: Version) -> Bounds:
        """From the lowest possible share of users below this version to the highest, under any of the meanings."""
        return widest(each.loss(version) for each in self.under)


def either_way(feed: Feed, reading: Reading) -> EitherWay | None:
    """What a feed says under each meaning that fits; None when none does, or one is proved."""
    readings = (replace(reading, meaning=meaning) for meaning in reading.fits)
    under = tuple(found for each in readings if (found := distribute(feed, each)))
    return EitherWay(under) if under else None


def widest(found: Iterable[Bounds]) -> Bounds:
    """The bounds that include each of these, of which there is one at least."""
    several = tuple(found)
    return Bounds(min(each.low for each in several), max(each.high for each in several))


def reaching(now: Bounds, earlier: Bounds | None) -> Bounds:
    """Return a loss in a break: from what it was before, where that is known, to what is counted now."""
    return widest((now, earlier)) if earlier else now


def rise(before: Bounds, after: Bounds) -> Decimal:
    """How far a share certainly rose; negative if it fell, 0 where the bounds meet."""
    return max(after.low - before.high, ZERO) - max(before.low - after.high, ZERO)
