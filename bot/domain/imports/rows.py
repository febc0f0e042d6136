"""The rows of an imported text, and what is wrong with its other lines."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum


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
    """All that was read."""

    rows: Sequence[Row]
    problems: Sequence[Problem] = ()
