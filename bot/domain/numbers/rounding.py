"""Rounding that never lies, the same for every answer.

A share of users has two decimals below 10 % and above 90 %, else one. How it is written depends on nothing but its
value and the targets, so that sentences, tables and charts agree. Halves are rounded so that coverage and loss add up
to 100 %. Nonzero is never shown as zero, nor less than everyone as everyone, nor a share as a target that it misses: it
gets more decimals, then a sign.
"""

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from bot.errors import BadPercent

_HUNDRED = Decimal(100)
_ONE = Decimal(1)
_COARSE, _FINE = Decimal("0.001"), Decimal("0.0001")
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
        return Rounded(size.quantize(_COARSE, ROUND_HALF_UP))
    return Rounded(hundredths, decimals=2)


def _apart(fraction: Decimal, limit: Decimal, rounded: Rounded) -> Rounded:
    """The same number, on the side of the limit where it truly lies."""
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
    """A fraction in percent with all its digits, as `parse_percent` takes it: `99.5`."""
    return f"{(fraction * _HUNDRED).normalize():f}"


def shown_percent(fraction: Decimal, *, target: Decimal | None = None) -> Decimal:
    """A fraction in percent, with the digits that sentences and tables show.

    Args:
        fraction: the share.
        target: a share that is named beside it, and which it must not seem to hit.
    """
    return round_fraction(fraction, target=target).value.scaleb(2)
