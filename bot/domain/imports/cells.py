"""One cell of an imported table: a day or a percentage."""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Context, Decimal
from typing import Final

_DAY: Final = re.compile(r"([0-9]{4})([-/.年])([0-9]{1,2})[-/.月]([0-9]{1,2})日?(?:[T ].*)?", re.ASCII)
_COMPACT_DAY: Final = re.compile(r"(20[0-9]{2})([01][0-9])([0-3][0-9])", re.ASCII)
_DAY_WITHIN: Final = re.compile(r"[0-9]{4}(?:-[0-9]{1,2}-|/[0-9]{1,2}/|年[0-9]{1,2}月)[0-9]{1,2}日?", re.ASCII)
_OTHER_DAY: Final = re.compile(r"[0-9]{1,2}[/.-][0-9]{1,2}[/.-][0-9]{4}", re.ASCII)
"""Day or month first: which of the two cannot be told."""
_FIRST_YEAR: Final = 2017
"""Mini Programs began then; `3.5.5` is no day."""
_PERCENTAGE: Final = re.compile(
    r"([<≤]?) ?((?:[0-9]{1,3}(?:[.,][0-9]*)?|[.,][0-9]+)(?:[eE][+-]?[0-9]{1,3})?) ?(%?)", re.ASCII
)
_ROUNDED: Final = Context(prec=15)
"""Digits of a number that a computer has not made up: a double has no more."""
_MOST: Final = Decimal("100.5")
"""A total may be rounded up; more than that counts people."""
_ZERO: Final = Decimal(0)


@dataclass(frozen=True, slots=True)
class Percentage:
    """A number as it stands in the text."""

    value: Decimal
    signed: bool
    """Whether a percent sign follows."""


def read_day(cell: str) -> date | None:
    """A day, year first; None for other text.

    Raises:
        ValueError: a day that does not exist, or that names the year last.
    """
    if found := _DAY.fullmatch(cell):
        year, _, month, day = found.groups()
    elif found := _COMPACT_DAY.fullmatch(cell):
        year, month, day = found.groups()
    elif _OTHER_DAY.fullmatch(cell):
        raise ValueError(cell)
    else:
        return None
    return date(int(year), int(month), int(day)) if int(year) >= _FIRST_YEAR else None


def day_within(text: str) -> date | None:
    """The first day within a longer text, such as 数据日期：2026-11-25.

    Raises:
        ValueError: it does not exist.
    """
    found = _DAY_WITHIN.search(text)
    return read_day(found[0]) if found else None


def read_percentage(cell: str) -> Percentage | None:
    """A percentage or a fraction; None for other text, and for numbers that count people.

    `<0.01%` is read as 0: that share then counts as unreported, which the bounds of an answer include.
    """
    found = _PERCENTAGE.fullmatch(cell)
    if found is None:
        return None
    below, number, sign = found.groups()
    value = _ROUNDED.create_decimal(number.replace(",", "."))
    return Percentage(_ZERO if below else value, bool(sign)) if value <= _MOST else None
