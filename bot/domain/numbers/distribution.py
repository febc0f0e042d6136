"""The distribution of users over versions, and the minimum that it advises."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from itertools import accumulate, pairwise
from typing import Protocol

from bot.domain.numbers.version import Feed, FeedItem, Meaning, Reading, Version, VersionList

ONE = Decimal(1)
ZERO = Decimal(0)
SAFE = Decimal("0.99")
"""The coverage that a minimum has to keep to count as safe."""
NOISE = Decimal("0.001")
"""WeChat rounds each row, so a list adds up to a little more or less than one whole. Less than this lacks no users."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """A fraction known to lie between two ends; equal ends: known, but for WeChat's own rounding."""

    low: Decimal
    high: Decimal

    @classmethod
    def clamped(cls, low: Decimal, high: Decimal) -> "Bounds":
        """Bounds with both ends clamped to 0..1 (WeChat's rounding can overshoot)."""
        return cls(min(max(low, ZERO), ONE), min(max(high, ZERO), ONE))

    @property
    def rest(self) -> "Bounds":
        """What is missing to one whole: the coverage beside a loss, and the other way round."""
        return Bounds(ONE - self.high, ONE - self.low)


class Unlisted(StrEnum):
    """Where a feed counts the users of a version that it does not list."""

    NOWHERE = "nowhere"
    """In no row: the shares then total less than one whole."""
    WITH_LOWER = "with-lower"
    """With the next listed version below: a row holds everyone up to the next row."""
    WITH_HIGHER = "with-higher"
    """With the next listed version above: a row holds everyone down to the next row."""


class Amounts(Protocol):
    """Numbers by their place."""

    def __getitem__(self, at: int, /) -> Decimal:
        """Return the number at a place."""


@dataclass(frozen=True, slots=True)
class CoverageCurve:
    """The placed users on each listed version or newer, and what is uncertain about them: all that an answer needs."""

    parts: Sequence[tuple[int, ...]]
    """Of the listed versions, oldest first."""
    totals: Amounts
    """Placed users on each of them or newer."""
    newer: Decimal
    """Users above the newest of them."""
    placed: Decimal
    """All placed users."""
    overcounted: Decimal
    """Users counted twice, at unknown versions."""
    unlisted: Unlisted

    def coverage(self, version: Version) -> Bounds:
        """Return the share of users on this version or newer; always the other side of `loss`."""
        above, below = self._certain(version)
        return Bounds.clamped(above, ONE - below)

    def loss(self, version: Version) -> Bounds:
        """Return the share of users below this version: what raising the minimum to it would cost."""
        above, below = self._certain(version)
        return Bounds.clamped(below, ONE - above)

    def losses(self) -> Iterator[tuple[Decimal, Decimal]]:
        """Both ends of the loss just below each listed version, oldest first, then at it; last, above all."""
        # Without a call or an object for each: a sweep makes a hundred for each program.
        rounding = ONE - self.placed
        more, less = (rounding, ZERO) if abs(rounding) < NOISE else (-self.overcounted, self.overcounted)
        with_lower = self.unlisted is Unlisted.WITH_LOWER
        totals = [*(self.totals[at] for at in range(len(self.parts))), self.newer]
        above, before = self._above(0) if self.parts else ZERO, ZERO  # below: at one just before the next listed one
        for total, newer in pairwise(totals):
            high = max(ZERO, ONE - max(ZERO, above + more))
            below = self.placed - total
            ends = min(max(ZERO, below - less), ONE), high
            yield ends if before == below else (min(max(ZERO, before - less), ONE), high)
            yield ends
            above, before = newer, below if with_lower else self.placed - newer
        yield min(max(ZERO, before - less), ONE), ONE - min(max(ZERO, more), ONE)

    def _certain(self, version: Version) -> tuple[Decimal, Decimal]:
        """Users certainly on this version or newer, and users certainly below; the rest are uncertain."""
        if not version.parts:  # nothing is below 0.0.0
            return ONE, ZERO
        at = bisect_left(self.parts, version.parts)
        listed = at < len(self.parts) and self.parts[at] == version.parts
        return self._told_apart(*(self._at_listed(at) if listed else self._before(at)))

    def _told_apart(self, above: Decimal, below: Decimal) -> tuple[Decimal, Decimal]:
        """Return the same of users above and below, whose rest is uncertain.

        What only WeChat's rounding lacks, or counts twice, is left to the newer ones: the loss is then the sum of the
        rows below. Users who may be on either side are uncertain, however few they are.
        """
        rounding = ONE - self.placed
        if abs(rounding) < NOISE:
            return max(ZERO, above + rounding), below
        return max(ZERO, above - self.overcounted), max(ZERO, below - self.overcounted)

    def _at_listed(self, at: int) -> tuple[Decimal, Decimal]:
        total = self.totals[at]
        return self._above(at), self.placed - total

    def _before(self, at: int) -> tuple[Decimal, Decimal]:
        """Return the same just below a listed version.

        Beyond the ends of the list, users older or newer are uncertain, too.

        Users on exactly this version are counted with a neighbour. With the higher one, they are kept like it; with the
        lower one, they are indistinguishable from the users it loses.
        """
        above = below = ZERO
        if at < len(self.parts):
            above = self._above(at)
        if at:
            below = self.placed - self.totals[at - 1]
            if self.unlisted is not Unlisted.WITH_LOWER:
                below += self._share(at - 1)
        return above, below

    def _above(self, at: int) -> Decimal:
        if at == 0 and self.unlisted is Unlisted.WITH_HIGHER:  # the oldest row holds everyone older, too
            return self.totals[0] - self._share(0)
        return self.totals[at]

    def _share(self, at: int) -> Decimal:
        return self.totals[at] - (self.totals[at + 1] if at + 1 < len(self.parts) else self.newer)


class Losses(Protocol):
    """What each minimum would cost by one day's numbers: all that most answers need. Fractions."""

    @property
    def under(self) -> "tuple[Distribution, ...]":
        """The distribution under each meaning that fits."""

    @property
    def versions(self) -> tuple[Version, ...]:
        """The versions listed, newest first."""

    def loss(self, version: Version) -> Bounds:
        """Return the share of users below this version: what raising the minimum to it would cost."""

    def coverage(self, version: Version) -> Bounds:
        """Return the share of users on this version or newer; always the other side of `loss`."""
        return self.loss(version).rest

    def highest_keeping(self, target: Decimal) -> Version | None:
        """Return the highest listed version whose coverage is certain to reach `target` (a fraction).

        None if none is.
        """
        return next((version for version in self.versions if self.coverage(version).low >= target), None)

    def next_lower(self, version: Version) -> Version | None:
        """Return the nearest listed version below."""
        return next((listed for listed in self.versions if listed < version), None)

    def next_higher(self, version: Version) -> Version | None:
        """Return the nearest listed version above."""
        return next((listed for listed in reversed(self.versions) if listed > version), None)


@dataclass(frozen=True)
class Distribution(Losses):
    """Shares per version, newest first, and the users who cannot be placed on one."""

    listed: VersionList
    amounts: tuple[Decimal, ...]
    """Shares of users on exactly these versions (and on unlisted neighbours, see `unlisted`), newest first."""
    older: Decimal = ZERO
    """Users below the oldest version listed (a cumulative feed counts them)."""
    newer: Decimal = ZERO
    """Users above the newest version listed."""
    other: tuple[FeedItem, ...] = ()
    """Labels that are not versions, with their share of users; never part of coverage or loss."""
    unreported: Decimal = ZERO
    """What the total lacks to one whole: these users could be on any version."""
    unlisted: Unlisted = Unlisted.NOWHERE
    """Decides what is known at a version that is not listed."""

    @classmethod
    def of(
        cls,
        shares: Iterable[tuple[Version, Decimal]],
        *,
        other: tuple[FeedItem, ...] = (),
        unreported: Decimal = ZERO,
        unlisted: Unlisted = Unlisted.NOWHERE,
    ) -> "Distribution":
        """Return the distribution with these shares, newest version first."""
        rows = tuple(shares)
        listed, amounts = VersionList(tuple([version for version, _ in rows])), tuple([share for _, share in rows])
        return cls(listed, amounts, other=other, unreported=unreported, unlisted=unlisted)

    @property
    def shares(self) -> tuple[tuple[Version, Decimal], ...]:
        """Each version with its share, newest first."""
        return tuple(zip(self.versions, self.amounts, strict=True))

    @property
    def under(self) -> "tuple[Distribution, ...]":
        """Itself alone: its meaning is known."""
        return (self,)

    @property
    def versions(self) -> tuple[Version, ...]:
        """The versions listed, newest first."""
        return self.listed.newest_first

    @cached_property
    def unplaced(self) -> Decimal:
        """Users who could be on any version."""
        return self.unreported + sum((item.value for item in self.other), ZERO)

    @cached_property
    def overcounted(self) -> Decimal:
        """What the total exceeds one whole by: users counted twice, at unknown versions."""
        return max(ZERO, self._placed + self.unplaced - ONE)

    @property
    def rounded(self) -> bool:
        """Whether the total differs from one whole only by WeChat's rounding."""
        return abs(ONE - self._placed) < NOISE

    @cached_property
    def _shares(self) -> dict[Version, Decimal]:
        return dict(self.shares)

    @cached_property
    def totals(self) -> tuple[Decimal, ...]:
        """Placed users on each listed version or newer, newest first.

        The coverage bounds of a listed version always include its total, but for WeChat's rounding.
        """
        return tuple(accumulate(self.amounts, initial=self.newer))[1:]

    @cached_property
    def _placed(self) -> Decimal:
        return sum(self.amounts, self.newer + self.older)

    def share(self, version: Version) -> Decimal:
        """Return the share of users on exactly this version; 0 when it is not listed."""
        return self._shares.get(version, ZERO)

    @cached_property
    def curve(self) -> CoverageCurve:
        return CoverageCurve(
            self.listed.parts, self.totals[::-1], self.newer, self._placed, self.overcounted, self.unlisted
        )

    @cached_property
    def low_losses(self) -> Sequence[float]:
        """The low ends of `loss` at the listed versions, oldest first: for estimates, which need all at once."""
        counted_twice = ZERO if self.rounded else self.overcounted
        shares = [float(share) if share else 0.0 for share in self.amounts]  # nobody has many old versions
        *found, _ = accumulate(reversed(shares), initial=float(self.older - counted_twice))
        if found and (min(found) < 0 or max(found) > 1):
            return [0.0 if below < 0 else 1.0 if below > 1 else below for below in found]
        return found

    @property
    def loss_above(self) -> Decimal:
        """The certain loss at a version above all listed; as `loss`, but a forecast asks a hundred days for it."""
        below = self._placed - self.newer - (self.amounts[0] if self.unlisted is Unlisted.WITH_LOWER else ZERO)
        return min(max(below if self.rounded else below - self.overcounted, ZERO), ONE)

    def coverage(self, version: Version) -> Bounds:
        """Return the share of users on this version or newer; always the other side of `loss`."""
        return self.curve.coverage(version)

    def loss(self, version: Version) -> Bounds:
        """Return the share of users below this version: what raising the minimum to it would cost."""
        return self.curve.loss(version)

    def highest_keeping(self, target: Decimal) -> Version | None:
        """Return the highest listed version whose coverage is certain to reach `target` (a fraction).

        None if none is.
        """
        least = target - NOISE  # a coverage exceeds its total by rounding only: most versions need no closer look
        listed = zip(self.versions, self.totals, strict=True)
        near = (version for version, total in listed if total > least or not version.parts)
        return next((version for version in near if self.coverage(version).low >= target), None)


def distribute(feed: Feed, reading: Reading) -> Distribution | None:
    """Turn a feed into shares per version; None when its meaning is not proved."""
    listed, sent = feed.in_order
    if not reading.proved or not sent:
        return None
    meaning, whole = reading.meaning, reading.scale.whole
    values = [value / whole if value < whole else ONE for value in sent]
    if feed.repeated:
        listed, values = _each_once(listed, values, added=meaning is Meaning.SHARE)
    if meaning is Meaning.SHARE:
        other = tuple([FeedItem(item.label, item.value / whole) for item in feed.other])
        total = sum(values, ZERO) + sum([item.value for item in other], ZERO)
        return Distribution(listed, tuple(values[::-1]), other=other, unreported=max(ZERO, ONE - total))
    # A label that is not a version has no place in the order: its cumulative value means nothing, so it has no users.
    other = tuple([FeedItem(item.label, ZERO) for item in feed.other])
    if meaning is Meaning.BELOW:  # below the next one minus below this one; the rest is on the newest, or newer
        users = [after - here for here, after in pairwise([*values, ONE])]
        return Distribution(listed, tuple(users[::-1]), older=values[0], other=other, unlisted=Unlisted.WITH_LOWER)
    # At or below this one minus at or below the one before; the first row holds everyone older, too.
    users = [here - before for before, here in pairwise([ZERO, *values])]
    return Distribution(listed, tuple(users[::-1]), newer=ONE - values[-1], other=other, unlisted=Unlisted.WITH_HIGHER)


def _each_once(listed: VersionList, values: Sequence[Decimal], *, added: bool) -> tuple[VersionList, list[Decimal]]:
    """Rows of one version: shares are added, as some feeds list a version once per platform; else the highest stays."""
    found: dict[Version, Decimal] = {}
    for version, value in zip(reversed(listed.newest_first), values, strict=True):
        found[version] = found.get(version, ZERO) + value if added else value
    return VersionList(tuple(reversed(found))), list(found.values())


class Do(StrEnum):
    """What to do; exports have the words."""

    RAISE = "raise"
    KEEP = "keep"
    """The minimum is the highest that keeps 99 %."""
    REVIEW = "review"
    """The minimum certainly cuts off more than 1 %."""
    KNOW = "know"
    """Nothing to set: the numbers are doubtful, of an earlier day or of all of WeChat, the minimum is not
    known, or whether it keeps 99 %; or, in a break, the highest that kept 99 % before it does not by now's count."""
    UNKNOWN = "unknown"
    """What a minimum costs is not known."""


@dataclass(frozen=True, slots=True)
class Advice:
    """What to do, with the numbers that it rests on. Fractions."""

    do: Do
    minimum: Version | None
    """The minimum set; None when unknown."""
    loss: Bounds | None
    """Users below it; None when unknown. In a break, from what it was before to what is counted now, as the other."""
    safe: Version | None
    """The highest minimum that keeps 99 %; None when no listed version certainly does, or nothing is known.

    In a break the highest that kept it before; to lower the minimum to, the highest that keeps it by now's count, too.
    """
    safe_loss: Bounds | None
    """Users below that one."""

    @property
    def certain(self) -> bool:
        """Whether that one keeps 99 %, as far as is known; in a break, before it and by now's count."""
        return self.safe_loss is None or self.safe_loss.high <= 1 - SAFE


NOT_KNOWN = Advice(Do.UNKNOWN, None, None, None, None)


def advise(
    minimum: Version | None,
    loss: Bounds | None,
    safe: Version | None,
    safe_loss: Bounds | None,
    *,
    settable: bool = True,
    decides: bool = True,
) -> Advice:
    """Return the advice that numbers lead to whose meaning is proved, or of which several fit.

    Args:
        settable: whether the program has a minimum, or a file names one.
        decides: whether a decision about the minimum may rest on the numbers.
    """
    known = Advice(Do.KNOW, minimum, loss, safe, safe_loss)
    return replace(known, do=_what(known)) if decides and settable else known


def _what(known: Advice) -> Do:
    raises = Do.RAISE if known.safe is not None and known.certain else Do.KNOW
    if known.minimum is None or known.loss is None:
        return raises
    if known.loss.low > 1 - SAFE:
        return Do.REVIEW
    if known.safe is None or known.safe < known.minimum:
        return Do.KNOW
    return raises if known.safe > known.minimum else Do.KEEP
