"""Reads shares per version from a CSV file, as snapshots that are judged like a program's own."""

import csv
import gzip
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, time
from decimal import Decimal, InvalidOperation
from io import TextIOWrapper
from pathlib import Path
from typing import Final, Protocol

from bot.domain.numbers.breaks import Watch
from bot.domain.numbers.distribution import Distribution
from bot.domain.numbers.judgement import Break
from bot.domain.numbers.loss_table import LossTable
from bot.domain.numbers.meaning import read_meaning
from bot.domain.numbers.snapshot import Snapshot, Visible
from bot.domain.numbers.version import Feed, FeedItem, Meaning, Pin, Scale

_TOGETHER: Final = "total"
"""The platform that comes first: Android and iOS together."""
_PLATFORM: Final = "platform"
_COLUMNS = ("date", "version", "percentage")
_PERCENT_SHARES = Pin(Meaning.SHARE, Scale.PERCENT)


class BadInputError(Exception):
    """The file or the arguments are unusable; the message says why."""


def platforms(*files: Path) -> list[str | None]:
    """Return the platforms in files, all users together first; None alone where they name none."""
    found = set()
    for file in files:
        with _opened(file) as rows:
            found |= {row.get(_PLATFORM) for row in rows}
    return sorted(found, key=lambda name: (name != _TOGETHER, name or "")) or [None]


def read(*files: Path, platform: str | None = None) -> list[Snapshot]:
    """One snapshot a day, oldest first.

    Args:
        files: CSV, or CSV within gzip, of different days, with the columns `date` (ISO), `version` and `percentage`
            (the share of users on exactly this version, 0 to 100), in any order; with a column `platform` for several
            series in one file.
        platform: the one to read; None when the file names none.
    """
    days: dict[date, list[FeedItem]] = {}
    for file in files:
        with _opened(file) as rows:
            _check(rows.fieldnames or (), file.name, platform)
            for row in rows:
                if platform is None or row[_PLATFORM] == platform:
                    day, item = _cells(row, f"{file.name}, line {rows.line_num}")
                    days.setdefault(day, []).append(item)
    if not days:
        raise BadInputError(f"{names(files)} has no rows{f' of the platform {platform}' if platform else ''}.")
    return [_snapshot(day, Feed.of("", items)) for day, items in sorted(days.items())]


def names(files: Sequence[Path]) -> str:
    """Return the names of files without their folders."""
    return ", ".join(file.name for file in files)


@contextmanager
def _opened(file: Path) -> Iterator["csv.DictReader[str]"]:
    try:
        with gzip.open(file, "rb") if file.suffix == ".gz" else file.open("rb") as content:
            yield csv.DictReader(TextIOWrapper(content, encoding="utf-8-sig", newline=""), strict=True)
    except (OSError, EOFError, UnicodeDecodeError, csv.Error) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise BadInputError(f"{file.name} cannot be read: {reason}.") from error


def _check(columns: Sequence[str], name: str, platform: str | None) -> None:
    needed = (*_COLUMNS, *([_PLATFORM] if platform else ()))
    if missing := [column for column in needed if column not in columns]:
        raise BadInputError(f"{name} needs the columns {', '.join(needed)}; missing: {', '.join(missing)}.")


def _cells(row: Mapping[str, str], place: str) -> tuple[date, FeedItem]:
    try:
        day, share = date.fromisoformat(row["date"]), Decimal(row["percentage"])
    except (ValueError, TypeError, InvalidOperation):
        raise BadInputError(f"{place}: no date and percentage.") from None
    if not share.is_finite() or not 0 <= share <= 100:  # noqa: PLR2004 - percent
        raise BadInputError(f"{place}: the percentage is not between 0 and 100.")
    return day, FeedItem(row["version"], share)


def _snapshot(day: date, feed: Feed) -> Snapshot:
    reading = read_meaning(feed, pin=_PERCENT_SHARES)
    return Snapshot(Visible(""), day, datetime.combine(day, time(4), UTC), feed, reading)


class Reading(Protocol):
    @property
    def day(self) -> date:
        """A Chinese calendar day."""

    @property
    def distribution(self) -> Distribution | None:
        """None when they are not known."""


def found_by(readings: Iterable[Reading]) -> Iterator[tuple[Break, ...]]:
    """Yield the breaks known by each reading, for which no later one is looked at.

    Args:
        readings: one program's sound ones of one meaning, oldest first; of each day or each week.
    """
    watch, table = Watch(), LossTable()
    for each in readings:
        if each.distribution is not None:
            table = table.thinned(each.day).adding(each.day, each.distribution)
            watch = watch.after(table)
        yield watch.found
