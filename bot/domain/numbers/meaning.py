"""Detect what the percentages of a list mean, and how they are rounded.

Which reading of a feed looks like WeChat's public numbers, when more than one fits. Readings of one list differ by a
place: each version gets the share of its neighbour. Real versions differ by orders of magnitude (a release that was
replaced within days has next to no users, for years), and which ones are rare is the same in every audience. So the
readings are compared share by share on a logarithmic scale. The newest versions spread within days; the rows that
differ most are left out.

Rounding that never lies, the same for every answer. A share of users has two decimals below 10 % and above 90 %, else
one. How it is written depends on nothing but its value and the targets, so that sentences, tables and charts agree.
Halves are rounded so that coverage and loss add up to 100 %. Nonzero is never shown as zero, nor less than everyone
as everyone, nor a share as a target that it misses: it gets more decimals, then a sign.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from functools import cached_property
from itertools import pairwise
from math import log
from statistics import fmean
from typing import Final, TypeVar

from bot.domain.numbers.version import NO_PIN, SHARE_TOLERANCE, Feed, Meaning, Pin, Reading, Reason, Scale, Version
from bot.errors import BadPercent

Kind = TypeVar("Kind")
Shares = Mapping[Version, Decimal]
"""Shares of users on exactly each version, as fractions."""

_SPREADING: Final = 3
"""Rows left out: versions that spread or vanish in a few weeks."""
_FEWEST: Final = 5
"""Rows that must remain."""
_RARE: Final = 0.0001
"""Shares below this count as equally rare."""
_CLEARLY: Final = 1.25
_APART: Final = 0.02
"""The best reading must be this much nearer than the second: a factor, and a distance for two that are both near.

With these, of WeChat's public distributions of 1,381 days (2020 to 2024), written in six cumulative ways and compared
with the numbers of a week before, none is taken for another; 99.9 % are settled, 98 % of those in whole percent.
"""


def nearest_reading(
    readings: Mapping[Kind, Sequence[Decimal]], versions: Sequence[Version], public: Shares, *, unit: Decimal
) -> Kind | None:
    """Return the reading that is clearly nearest to the public numbers; None when none is.

    Args:
        readings: the share of each version, under each reading.
        versions: in the same order.
        public: WeChat's public shares of about the same time.
        unit: the feed's smallest step, as a fraction: half of it may be rounding.
    """
    rare = max(_RARE, float(unit) / 2)
    expected = [float(public.get(version, 0)) for version in versions]
    used = [
        row for row, share in enumerate(expected) if share > 0 or any(shares[row] > 0 for shares in readings.values())
    ]
    if len(used) < _SPREADING + _FEWEST:
        return None

    def distance(shares: Sequence[Decimal]) -> float:
        apart = sorted(abs(log((max(0.0, float(shares[row])) + rare) / (expected[row] + rare))) for row in used)
        return fmean(apart[:-_SPREADING])

    (nearest, best), *others = sorted(
        ((distance(shares), kind) for kind, shares in readings.items()), key=lambda pair: pair[0]
    )
    return best if all(other > nearest * _CLEARLY + _APART for other, _ in others) else None


ONE = Decimal(1)
ZERO = Decimal(0)

CUMULATIVE_FROM = 1 + SHARE_TOLERANCE
"""Above this a total cannot be one of shares, so values that never fall are cumulative."""
EVERYONE = Decimal("0.9995")
"""A cumulative value from here on counts as everyone; WeChat rounds to four digits."""
_FEW_REPORTED = Decimal("0.5")
"""A list of values at or below each version that ends lower would miss more users than WeChat's numbers ever did."""
_NEARLY_EVERYONE = Decimal("0.99")
"""A remembered "at or below" may end here: versions with very few users are left out of some lists."""
OVERSHOOT = Decimal("1.001")
"""A value up to this many wholes is one whole with a rounding error, not more."""
_DISTINCT_FOR_CUMULATIVE = 3
_DISTINCT_FOR_ORDER_ALONE = 8
"""This many different values that never fall are cumulative, whatever their total.

Fresh libraries make cumulative totals small: of 226 weeks of WeChat's public shares (2020 to 2024), turned into values
below each version, 69 total less than `CUMULATIVE_FROM`. Of the shares themselves not one week is in this order.
"""
_EXACT_AT_MOST = Decimal("0.01")
_COARSE = Decimal("0.01")
"""Cumulative values in whole percent add up to one whole by chance."""
_FINEST = Decimal("0.000001")
_EACH = (Meaning.SHARE, Meaning.BELOW, Meaning.AT_OR_BELOW)


def read_meaning(
    feed: Feed, *, pin: Pin = NO_PIN, remembered: Reading | None = None, public: Shares | None = None
) -> Reading:
    """Detect the meaning of a feed.

    Where more than one fits, WeChat's public numbers settle it, else the program's earlier ones, else it stays open.

    Args:
        pin: what the operator's settings say (`WECHAT_PERCENTAGE_MEANING`, `WECHAT_PERCENTAGE_SCALE`).
        remembered: the program's newest reading that was proved.
        public: WeChat's public shares of about the same time, if any.
    """
    numbers = _Numbers.of(feed, pin.scale)
    memory = remembered if remembered is not None and remembered.proved else None
    if numbers.total == 0:
        return numbers.read_as(Meaning.NO_DATA, Reason.ALL_ZERO if feed.labels else Reason.EMPTY)
    if not numbers.values:
        return numbers.read_as(Meaning.UNDETERMINED, Reason.FITS_NOTHING)
    if pin.scale is None and _scale_is_open(numbers, memory, pin.meaning):
        return numbers.read_as(Meaning.UNDETERMINED, Reason.AMBIGUOUS)
    if not numbers.could_be(pin.meaning) or (pin.scale is not None and not numbers.within_whole):
        return numbers.read_as(Meaning.UNDETERMINED, Reason.PIN_CONTRADICTED)
    if pin.meaning is not None:
        return numbers.read_as(pin.meaning, Reason.PINNED)
    return _detect(numbers, memory, public)


@dataclass(frozen=True)
class _Numbers:
    """A feed's values as fractions of one whole, and their properties."""

    scale: Scale
    versions: tuple[Version, ...]
    """Oldest first."""
    values: tuple[Decimal, ...]
    """Their values."""
    total: Decimal
    """Odd labels included."""

    @classmethod
    def of(cls, feed: Feed, pinned: Scale | None) -> "_Numbers":
        highest = max(feed.values, default=ZERO)
        scale = pinned or (Scale.PERCENT if highest > OVERSHOOT else Scale.FRACTION)
        listed, sent = feed.in_order
        values = tuple(value / scale.whole for value in sent)
        odd = sum((item.value for item in feed.other), ZERO) / scale.whole
        return cls(scale, tuple(reversed(listed.newest_first)), values, sum(values, odd))

    def read_as(self, meaning: Meaning, reason: Reason) -> Reading:
        return Reading(meaning, self.scale, reason, self.total)

    @cached_property
    def within_whole(self) -> bool:
        return max(self.values, default=ZERO) <= OVERSHOOT

    @cached_property
    def never_fall(self) -> bool:
        return all(earlier <= later for earlier, later in pairwise(self.values))

    @cached_property
    def distinct(self) -> int:
        return len(set(self.values))

    @cached_property
    def about_one_whole(self) -> bool:
        return abs(self.total - 1) <= SHARE_TOLERANCE

    @cached_property
    def exactly_one_whole(self) -> bool:
        """Whether the total is one whole within rounding; cumulative values hit that only once in a hundred feeds."""
        used = sum(1 for value in self.values if value)
        return abs(self.total - 1) <= min(used * self.unit / 2, _EXACT_AT_MOST)

    @cached_property
    def unit(self) -> Decimal:
        """The smallest step of the values."""
        exponents = [int(value.normalize().as_tuple().exponent) for value in self.values if value]
        return max(Decimal(10) ** min(exponents, default=0), _FINEST)

    def could_be(self, meaning: Meaning | None) -> bool:
        """Whether the numbers could have this meaning, though they may not prove it."""
        if meaning is None:
            return True
        if meaning is Meaning.SHARE:
            return self.within_whole and self.total <= CUMULATIVE_FROM
        return self.within_whole and self.never_fall

    def shares(self, meaning: Meaning) -> list[Decimal]:
        """Return the share of each version when the values have this meaning."""
        if meaning is Meaning.SHARE:
            return list(self.values)
        before, after = (ZERO, *self.values), (*self.values, ONE)
        ends = before if meaning is Meaning.AT_OR_BELOW else after
        return [later - earlier for earlier, later in pairwise(ends)]

    def cumulative(self) -> tuple[Meaning, ...]:
        """Below, at or below, or both: the two differ by one place in the list.

        "At or below" ends with everyone at the newest version, except those whom WeChat reports nowhere. "Below" begins
        with nobody at the oldest; where some users are below it, it does not end with everyone as well. A list that
        begins with versions that nobody has, as WeChat's do, and ends near everyone fits both.
        """
        last = self.values[-1]
        if last >= EVERYONE and self.values[0] > 0:
            return (Meaning.AT_OR_BELOW,)
        return (Meaning.BELOW,) if last < _FEW_REPORTED else (Meaning.BELOW, Meaning.AT_OR_BELOW)

    def whole(self, meaning: Meaning) -> bool:
        """Whether no more users are missing than rounding and small versions explain."""
        return meaning is not Meaning.AT_OR_BELOW or self.values[-1] >= 1 - SHARE_TOLERANCE


def _detect(numbers: _Numbers, memory: Reading | None, public: Shares | None) -> Reading:
    fitting = _fitting(numbers)
    if len(fitting) == 1:
        reason = Reason.ADDS_UP if fitting[0] is Meaning.SHARE else Reason.NEVER_FALLS
        return _against_memory(numbers.read_as(fitting[0], reason), numbers, memory)
    if fitting and public:
        readings = {meaning: numbers.shares(meaning) for meaning in fitting}
        if settled := nearest_reading(readings, numbers.versions, public, unit=numbers.unit):
            return _settled(settled, numbers, memory)
    if memory is not None and memory.scale is numbers.scale and _remains(memory.meaning, numbers, fitting):
        return numbers.read_as(memory.meaning, Reason.REMEMBERED)
    if not numbers.within_whole or not numbers.never_fall:
        return numbers.read_as(Meaning.UNDETERMINED, Reason.FITS_NOTHING)
    fits = fitting or [each for each in _EACH if numbers.could_be(each)]
    return replace(numbers.read_as(Meaning.UNDETERMINED, Reason.AMBIGUOUS), fits=tuple(fits))


def _settled(meaning: Meaning, numbers: _Numbers, memory: Reading | None) -> Reading:
    """By the public numbers; they correct a memory that was wrong."""
    if not numbers.whole(meaning):
        return numbers.read_as(Meaning.UNDETERMINED, Reason.FITS_NOTHING)
    contradicts = memory.meaning if memory is not None and memory.meaning is not meaning else None
    return replace(numbers.read_as(meaning, Reason.LIKE_PUBLIC), contradicts=contradicts)


def _remains(remembered: Meaning, numbers: _Numbers, fitting: Sequence[Meaning]) -> bool:
    could_be = not fitting or remembered in fitting or _explains(remembered, numbers)
    return could_be and numbers.could_be(remembered)


def _fitting(numbers: _Numbers) -> list[Meaning]:
    if not numbers.within_whole:
        return []
    climbs = numbers.never_fall and numbers.distinct >= _DISTINCT_FOR_CUMULATIVE
    in_order = numbers.never_fall and numbers.distinct >= _DISTINCT_FOR_ORDER_ALONE
    too_much_for_shares = sum(numbers.values) > CUMULATIVE_FROM
    near_miss = numbers.about_one_whole and not numbers.exactly_one_whole
    coarse = numbers.unit >= _COARSE and numbers.values[0] == 0
    found: list[Meaning] = []
    if numbers.about_one_whole and not (in_order and near_miss):
        found.append(Meaning.SHARE)
    if climbs and (too_much_for_shares or in_order or near_miss or coarse):
        found += numbers.cumulative()
    return found


def _against_memory(found: Reading, numbers: _Numbers, memory: Reading | None) -> Reading:
    """Compare a proof with what earlier feeds of the program proved."""
    if memory is None or memory.meaning is found.meaning:
        return found
    if memory.scale is numbers.scale and numbers.could_be(memory.meaning) and _explains(memory.meaning, numbers):
        return numbers.read_as(memory.meaning, Reason.REMEMBERED)
    return replace(found, contradicts=memory.meaning)


def _explains(remembered: Meaning, numbers: _Numbers) -> bool:
    """Whether the remembered meaning explains the numbers just as naturally."""
    if remembered is Meaning.SHARE:  # shares that happen to climb
        return numbers.about_one_whole
    if remembered is Meaning.AT_OR_BELOW:  # must end with everyone
        return numbers.values[-1] >= _NEARLY_EVERYONE
    return True  # cumulative values that happen to add up to one whole, or a newest version without users yet


def _scale_is_open(numbers: _Numbers, memory: Reading | None, pinned: Meaning | None) -> bool:
    """Whether the values could be fractions or percent, which would be wrong by a factor of a hundred.

    A value above 1 settles it, and shares show their scale by their total. But a single row of 1 is all users or one
    percent of them, and after percent a cumulative 0.9 could be 90 % or 0.9 %.
    """
    if numbers.scale is Scale.PERCENT or (memory is not None and memory.scale is Scale.FRACTION):
        return False
    lone_one = numbers.values == (ONE,) and pinned is not Meaning.SHARE
    if memory is None:
        return lone_one
    return lone_one or not (numbers.about_one_whole and pinned in (None, Meaning.SHARE))


_HUNDRED = Decimal(100)
_ONE = Decimal(1)
_COARSE_STEP, _FINE = Decimal("0.001"), Decimal("0.0001")
"""The last digit shown: a tenth and a hundredth of a percent, as fractions."""
_FINER = (Decimal("0.00001"), Decimal("0.000001"))
"""For a share close to a target."""
_FINE_BELOW = Decimal("0.1")
_TARGETS = tuple(map(Decimal, ("0.001", "0.01", "0.02", "0.05")))
"""The losses at the targets that answers name: 99.9, 99, 98 and 95 %."""


class Side(StrEnum):
    """On which side of the shown number the true one lies."""

    EXACT = ""
    LESS = "<"
    MORE = ">"

    @property
    def other(self) -> "Side":
        """The side seen from 100 %."""
        return {Side.LESS: Side.MORE, Side.MORE: Side.LESS}.get(self, self)


@dataclass(frozen=True, slots=True)
class Rounded:
    """A fraction rounded for people."""

    value: Decimal
    side: Side = Side.EXACT
    decimals: int = 1
    """Of its percentage."""


def round_fraction(fraction: Decimal, *, target: Decimal | None = None) -> Rounded:
    """Round a fraction in 0..1 for people: `0.0078` becomes "0.78 %", `0.00002` "<0.01 %", `0.99999` ">99.99 %".

    Args:
        fraction: the share.
        target: a share that is named beside it, and which it must not seem to hit.
    """
    if fraction + fraction > 1:  # seen from 100 %, so that it and the rest add up
        below = round_fraction(_ONE - fraction, target=None if target is None else _ONE - target)
        return Rounded(_ONE - below.value, below.side.other, below.decimals)
    beside = [*_TARGETS, *([] if target is None else [min(target, _ONE - target)])]
    rounded = _round_half_up(fraction)
    for limit in beside:
        rounded = _apart(fraction, limit, rounded)
    return rounded


def round_change(change: Decimal) -> Rounded:
    """Round a difference of two fractions; a change too small for two decimals is "<0.01" in size, never 0."""
    size = _round_half_up(abs(change))
    return Rounded(size.value.copy_sign(change), size.side, size.decimals)


def _round_half_up(size: Decimal) -> Rounded:
    hundredths = size.quantize(_FINE, ROUND_HALF_UP)
    if size > 0 and hundredths == 0:
        return Rounded(_FINE, Side.LESS, 2)
    if hundredths >= _FINE_BELOW or not size:
        return Rounded(size.quantize(_COARSE_STEP, ROUND_HALF_UP))
    return Rounded(hundredths, decimals=2)


def _apart(fraction: Decimal, limit: Decimal, rounded: Rounded) -> Rounded:
    """Return the same number, on the side of the limit where it truly lies."""
    if rounded.value.compare(limit) == fraction.compare(limit) or rounded.side:
        return rounded
    for decimals, step in enumerate(_FINER, start=3):
        finer = fraction.quantize(step, ROUND_HALF_UP)
        if finer.compare(limit) == fraction.compare(limit):
            return Rounded(finer, decimals=decimals)
    shown = _round_half_up(limit)
    return Rounded(shown.value, Side.LESS if fraction < limit else Side.MORE, shown.decimals)


def parse_percent(text: str) -> Decimal:
    """Parse a typed share (`99`, `99.5%`) as a fraction.

    Raises:
        BadPercent: not a number above 0 and at most 100.
    """
    number = text.strip().removesuffix("%")
    if not re.fullmatch(r"\d{1,3}(\.\d{1,6})?", number, re.ASCII) or not 0 < Decimal(number) <= _HUNDRED:
        raise BadPercent(text=text[:40])
    return Decimal(number) / _HUNDRED


def percent_text(fraction: Decimal) -> str:
    """Return a fraction in percent with all its digits, as `parse_percent` takes it: `99.5`."""
    return f"{(fraction * _HUNDRED).normalize():f}"


def shown_percent(fraction: Decimal, *, target: Decimal | None = None) -> Decimal:
    """Return a fraction in percent, with the digits that sentences and tables show.

    Args:
        fraction: the share.
        target: a share that is named beside it, and which it must not seem to hit.
    """
    return round_fraction(fraction, target=target).value.scaleb(2)
