"""Rounding that never lies: nonzero is never shown as zero, nor less than everyone as everyone."""

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from enum import StrEnum

from bot.errors import BadPercent

_HUNDRED = Decimal(100)
STEP = Decimal("0.001")
"""The last digit shown, a tenth of a percent, as a fraction."""


class Side(StrEnum):
    """On which side of the shown number the true one lies."""

    EXACT = ""
    LESS = "<"
    MORE = ">"


@dataclass(frozen=True, slots=True)
class Rounded:
    """A fraction rounded to one decimal of a percent."""

    value: Decimal
    side: Side = Side.EXACT


def round_fraction(fraction: Decimal) -> Rounded:
    """Round a fraction in 0..1 for people: `0.0002` becomes "<0.1 %", `0.99991` becomes ">99.9 %"."""
    rounded = fraction.quantize(STEP, ROUND_HALF_EVEN)
    if fraction > 0 and rounded == 0:
        return Rounded(STEP, Side.LESS)
    if fraction < 1 and rounded == 1:
        return Rounded(1 - STEP, Side.MORE)
    return Rounded(rounded)


def round_change(change: Decimal) -> Rounded:
    """Round a difference of two fractions; a change too small for one decimal is "<0.1" in size, never 0."""
    rounded = change.quantize(STEP, ROUND_HALF_EVEN)
    if change != 0 and rounded == 0:
        return Rounded(STEP.copy_sign(change), Side.LESS)
    return Rounded(rounded)


def parse_percent(text: str) -> Decimal:
    """Parse a typed share (`99`, `99.5%`) as a fraction.

    Raises:
        BadPercent: not a number above 0 and at most 100.
    """
    number = text.strip().removesuffix("%")
    if not re.fullmatch(r"\d{1,3}(\.\d{1,6})?", number, re.ASCII) or not 0 < Decimal(number) <= _HUNDRED:
        raise BadPercent(text=text[:40])
    return Decimal(number) / _HUNDRED
