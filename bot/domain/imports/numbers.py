"""Imported numbers: the rows of a file become days of programs."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from bot.domain.imports.files import looks_like_json, read_json, read_text
from bot.domain.imports.rows import Mistake, Problem, Row, Rows
from bot.domain.numbers.snapshot import Snapshot, Users
from bot.domain.numbers.version import Feed, FeedItem, Version
from bot.domain.programs import Program

MOST_TEXT: Final = 2_000_000
"""Characters: a year of days with a hundred versions each."""
MOST_DAYS: Final = 400
_LABEL: Final = 60
"""Characters of a label that are kept."""


@dataclass(frozen=True, slots=True)
class ImportedDay:
    day: date
    feed: Feed
    signed: bool
    """Whether every number has a percent sign."""


@dataclass(frozen=True, slots=True)
class ImportedNumbers:
    """The content of a text; none of it is stored while a line is wrong."""

    days: Sequence[ImportedDay]
    """Oldest first."""
    problems: Sequence[Problem] = ()


def read_numbers(text: str, *, day: date, today: date) -> ImportedNumbers:
    """Read CSV, JSON or copied text.

    Args:
        text: as it was typed, pasted or read from a file.
        day: for numbers without a day of their own.
        today: the Chinese calendar day.
    """
    if len(text) > MOST_TEXT:
        return ImportedNumbers((), [Problem(0, Mistake.TOO_LONG)])
    if "\0" in text:
        return ImportedNumbers((), [Problem(0, Mistake.NOT_TEXT)])
    if day > today:
        return ImportedNumbers((), [Problem(0, Mistake.TO_COME, day.isoformat())])
    read = read_json(text) if looks_like_json(text) else _read_text(text)
    problems = [*read.problems, *_to_come(read.rows, today)]
    by_day: dict[date, dict[str, Row]] = {}
    for row in read.rows:
        known = by_day.setdefault(row.day or day, {})
        first = known.setdefault(_name(row.label), row)
        if first.value != row.value:
            problems.append(Problem(row.line, Mistake.TWICE, row.label))
    if len(by_day) > MOST_DAYS:
        problems.append(Problem(0, Mistake.TOO_MANY_DAYS, str(len(by_day))))
    if not problems and not _has_versions(read):
        problems.append(Problem(0, Mistake.EMPTY))
    if problems:
        return ImportedNumbers((), sorted(problems, key=lambda problem: problem.line))
    return ImportedNumbers([_day(each, list(rows.values())) for each, rows in sorted(by_day.items())])


def _read_text(text: str) -> Rows:
    text = unicodedata.normalize("NFKC", text)  # which makes some characters eighteen
    return read_text(text) if len(text) <= MOST_TEXT else Rows((), [Problem(0, Mistake.TOO_LONG)])


def _to_come(rows: Sequence[Row], today: date) -> list[Problem]:
    return [Problem(row.line, Mistake.TO_COME, row.day.isoformat()) for row in rows if row.day and row.day > today]


def _has_versions(read: Rows) -> bool:
    return any(Version.read(_name(row.label)) for row in read.rows)


def _name(label: str) -> str:
    version = Version.read(label.lstrip("vV"))
    return version.text if version else label[:_LABEL]


def _day(day: date, rows: Sequence[Row]) -> ImportedDay:
    items = tuple(FeedItem(_name(row.label), row.value) for row in rows)
    return ImportedDay(day, Feed.of("", items), signed=all(row.signed for row in rows))


@dataclass(frozen=True)
class Import:
    program: Program
    is_new: bool
    """Whether the import creates the program."""
    snapshots: tuple[Snapshot, ...]
    """Oldest first; empty when WeChat itself was read on every day."""
    replaced: tuple[date, ...]
    """Days of numbers that were imported before, and are replaced."""
    from_wechat: tuple[date, ...]
    """Days that keep what was read from WeChat."""
    users_left_out: bool = False
    """Whether the person brought a number of users that is WeChat's to tell."""

    @property
    def users(self) -> Users | None:
        """Those that the person brought; they may be of a later day than the snapshots."""
        return self.snapshots[-1].users if self.snapshots else None
