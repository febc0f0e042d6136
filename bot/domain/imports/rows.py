"""The rows of an imported text, their headings and cells, and what is wrong with its other lines."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Context, Decimal
from enum import StrEnum
from typing import Final


class Mistake(StrEnum):
    """Why a line cannot be read; a sentence each in the catalogs (`import-mistake-...`)."""

    EMPTY = "empty"
    """No line has a version and a percentage."""
    TOO_LONG = "too-long"
    """More text than a table of versions can have."""
    TOO_MANY_DAYS = "too-many-days"
    NOT_TEXT = "not-text"
    """A spreadsheet or another binary file."""
    NOT_JSON = "not-json"
    NO_VERSION = "no-version"
    """A percentage without a version before it."""
    NO_PERCENTAGE = "no-percentage"
    """A version without a percentage after it."""
    NOT_A_PERCENTAGE = "not-a-percentage"
    NOT_A_DAY = "not-a-day"
    TO_COME = "to-come"
    """A day in the future; without a line, the one chosen for numbers without their own."""
    TWICE = "twice"
    """A version that has two different percentages on one day."""


@dataclass(frozen=True, slots=True)
class Problem:
    """A line that cannot be read."""

    line: int
    """From 1; 0 for the whole text."""
    mistake: Mistake
    text: str = ""
    """What stands there."""


@dataclass(frozen=True, slots=True)
class Row:
    """A version's percentage."""

    line: int
    label: str
    """Usually a version; other text is kept as WeChat's is."""
    value: Decimal
    signed: bool = False
    """Whether a percent sign follows."""
    day: date | None = None
    """None: the text names none for it."""


@dataclass(frozen=True, slots=True)
class Rows:
    rows: Sequence[Row]
    problems: Sequence[Problem] = ()


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
    """Return a day, year first; None for other text.

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
    """Return the first day within a longer text, such as 数据日期：2026-11-25.

    Raises:
        ValueError: it does not exist.
    """
    found = _DAY_WITHIN.search(text)
    return read_day(found[0]) if found else None


def read_percentage(cell: str) -> Percentage | None:
    """Return a percentage or a fraction; None for other text, and for numbers that count people.

    `<0.01%` is read as 0: that share then counts as unreported, which the bounds of an answer include.
    """
    found = _PERCENTAGE.fullmatch(cell)
    if found is None:
        return None
    below, number, sign = found.groups()
    value = _ROUNDED.create_decimal(number.replace(",", "."))
    return Percentage(_ZERO if below else value, bool(sign)) if value <= _MOST else None


_BESIDE_WORDS: Final = re.compile(r"[\s_()（）【】\[\]%:：]+")

VERSION_HEADS: Final = frozenset(
    {"version", "versions", "baselibrary", "baselibraryversion", "libraryversion", "sdkversion", "label"}
    | {"版本", "版本号", "基础库", "基础库版本", "基础库版本号", "微信基础库版本", "最低基础库版本"}
)
PERCENTAGE_HEADS: Final = frozenset(
    {"", "percentage", "percent", "share", "sharepercent", "shareofusers", "proportion", "ratio", "users", "uv"}
    | {"占比", "比例", "百分比", "用户占比", "用户比例", "用户数占比", "用户百分比", "uv占比", "影响用户占比"}
    | {"受影响用户占比", "受影响用户比例", "影响用户比例", "累计占比", "累计用户占比"}
)
DAY_HEADS: Final = frozenset({"date", "day", "日期", "时间", "数据日期", "统计日期"})
_HEADS: Final = VERSION_HEADS | PERCENTAGE_HEADS | DAY_HEADS


def head(cell: str) -> str:
    """Return a cell's text as the heads of columns are compared.

    Lower case, without spaces, brackets and percent signs.
    """
    return _BESIDE_WORDS.sub("", cell).casefold()


def is_head(cell: str) -> bool:
    """Whether a cell is the head of a column rather than a value."""
    return bool(cell) and head(cell) in _HEADS
