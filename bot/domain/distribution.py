"""A program's users per base-library version, and what raising the minimum would cost. Fractions: 1 = all users."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from itertools import accumulate, pairwise

from bot.domain.feed import Feed, FeedItem
from bot.domain.meaning import Meaning, Reading
from bot.domain.version import Version

ONE = Decimal(1)
ZERO = Decimal(0)


_Pairs = Sequence[tuple[Version, Decimal]]


@dataclass(frozen=True, slots=True)
class Bounds:
    """A fraction that is known to lie between two ends; equal ends mean that it is known exactly."""

    low: Decimal
    high: Decimal

    @classmethod
    def clamped(cls, low: Decimal, high: Decimal) -> "Bounds":
        """Both ends brought into 0..1 (WeChat's own rounding can overshoot)."""
        return cls(min(max(low, ZERO), ONE), min(max(high, ZERO), ONE))


@dataclass(frozen=True)
class Distribution:
    """Shares per version, newest first, and the users who cannot be placed on one."""

    shares: tuple[tuple[Version, Decimal], ...]
    """Share of users on exactly this version."""
    older: Decimal = ZERO
    """Users below the oldest version listed (a cumulative feed counts them)."""
    newer: Decimal = ZERO
    """Users above the newest version listed."""
    other: tuple[FeedItem, ...] = ()
    """Labels that are no version, with their share of users; never part of coverage or loss."""
    unreported: Decimal = ZERO
    """What the total lacks to one whole: these users could be anywhere."""

    @cached_property
    def versions(self) -> tuple[Version, ...]:
        """The versions listed, newest first."""
        return tuple(version for version, _ in self.shares)

    @cached_property
    def unplaced(self) -> Decimal:
        """Users who could be on any version."""
        return self.unreported + sum((item.value for item in self.other), ZERO)

    @cached_property
    def _running(self) -> dict[Version, Decimal]:
        """Users on each version or newer, as far as they are placed."""
        totals = accumulate((share for _, share in self.shares), initial=self.newer)
        next(totals)
        return dict(zip(self.versions, totals, strict=True))

    @cached_property
    def _placed(self) -> Decimal:
        return sum((share for _, share in self.shares), self.newer)

    def _at_or_above(self, version: Version) -> Decimal:
        if version in self._running:
            return self._running[version]
        return sum((share for listed, share in self.shares if listed > version), self.newer)

    def share(self, version: Version) -> Decimal:
        """The share of users on exactly this version; 0 when it is not listed."""
        return dict(self.shares).get(version, ZERO)

    def coverage(self, version: Version) -> Bounds:
        """The share of users on this version or newer."""
        certain = self._at_or_above(version)
        return Bounds.clamped(certain, certain + self.unplaced + self._older_that_may_be_above(version))

    def loss(self, version: Version) -> Bounds:
        """The share of users below this version: what raising the minimum to it would cost."""
        unsure = self._older_that_may_be_above(version)
        certain = self._placed - self._at_or_above(version) + self.older - unsure
        return Bounds.clamped(certain, certain + self.unplaced + unsure)

    def _older_that_may_be_above(self, version: Version) -> Decimal:
        """`older` says only that these users are below the oldest version listed."""
        return self.older if self.shares and version < self.versions[-1] else ZERO

    def highest_keeping(self, target: Decimal) -> Version | None:
        """The highest listed version whose coverage is certain to reach `target` (a fraction); None if none is."""
        return next((version for version in self.versions if self.coverage(version).low >= target), None)

    def next_lower(self, version: Version) -> Version | None:
        """The nearest listed version below."""
        return next((listed for listed in self.versions if listed < version), None)

    def next_higher(self, version: Version) -> Version | None:
        """The nearest listed version above."""
        return next((listed for listed in reversed(self.versions) if listed > version), None)


def distribute(feed: Feed, reading: Reading) -> Distribution | None:
    """Turn a feed into shares per version; None when its meaning is not proved."""
    whole = reading.scale.whole
    oldest_first = [(version, value / whole) for version, value in feed.versions]
    if not reading.proved or not oldest_first:
        return None
    other = tuple(FeedItem(item.label, item.value / whole) for item in feed.other)
    if reading.meaning is Meaning.SHARE:
        return _from_shares(oldest_first, other)
    highest = list(dict(oldest_first).items())  # of two rows of one version the later, higher one stays
    # An odd label has no place in the order, so its cumulative number says nothing: it is listed with no users.
    unplaced = tuple(FeedItem(item.label, ZERO) for item in other)
    if reading.meaning is Meaning.BELOW:
        return _from_below(highest, unplaced)
    return _from_at_or_below(highest, unplaced)


def _from_shares(oldest_first: _Pairs, other: tuple[FeedItem, ...]) -> Distribution:
    """Two rows of one version add up: some feeds list a version once per platform."""
    totals: dict[Version, Decimal] = {}
    for version, share in oldest_first:
        totals[version] = totals.get(version, ZERO) + share
    total = sum(totals.values(), ZERO) + sum((item.value for item in other), ZERO)
    newest_first = tuple(reversed(totals.items()))
    return Distribution(newest_first, other=other, unreported=max(ZERO, ONE - total))


def _from_below(below: _Pairs, other: tuple[FeedItem, ...]) -> Distribution:
    """Users on a version = below the next one minus below this one; whoever is left is on the newest."""
    steps = [*below, (below[-1][0], ONE)]
    shares = [(here[0], after[1] - here[1]) for here, after in pairwise(steps)]
    return Distribution(tuple(reversed(shares)), older=below[0][1], other=other)


def _from_at_or_below(at_or_below: _Pairs, other: tuple[FeedItem, ...]) -> Distribution:
    """Users on a version = at or below it minus at or below the one before; the first row holds everyone older too."""
    values = [value for _, value in at_or_below]
    shares = [(version, value - before) for (version, value), before in zip(at_or_below, [ZERO, *values], strict=False)]
    return Distribution(tuple(reversed(shares)), newer=ONE - values[-1], other=other)
