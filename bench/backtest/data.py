"""Reads shares per version from a CSV file, as snapshots that are judged like a program's own."""

import csv
from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from decimal import Decimal, InvalidOperation
from pathlib import Path

from bot.domain.numbers.feed import Feed, FeedItem
from bot.domain.numbers.meaning_detection import read_meaning
from bot.domain.numbers.percentage_meaning import Meaning, Pin, Scale
from bot.domain.numbers.snapshot import Snapshot

_COLUMNS = ("date", "version", "percentage")
_PERCENT_SHARES = Pin(Meaning.SHARE, Scale.PERCENT)


class BadInputError(Exception):
    """The file or the arguments are unusable; the message says why."""


def read(file: Path) -> list[Snapshot]:
    """One snapshot a day, oldest first.

    Args:
        file: CSV with the columns `date` (ISO), `version` and `percentage` (the share of users on exactly this version,
            0 to 100), in any order.

    Raises:
        BadInputError: the file cannot be read, or is something else.
    """
    days: dict[date, list[FeedItem]] = {}
    try:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            for day, item in _rows(csv.DictReader(lines, strict=True), file.name):
                days.setdefault(day, []).append(item)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise BadInputError(f"{file.name} cannot be read: {reason}.") from error
    if not days:
        raise BadInputError(f"{file.name} has no rows.")
    return [_snapshot(day, Feed("", tuple(items))) for day, items in sorted(days.items())]


def _rows(reader: "csv.DictReader[str]", name: str) -> Iterator[tuple[date, FeedItem]]:
    missing = [column for column in _COLUMNS if column not in (reader.fieldnames or ())]
    if missing:
        raise BadInputError(f"{name} needs the columns {', '.join(_COLUMNS)}; missing: {', '.join(missing)}.")
    for row in reader:
        try:
            day, share = date.fromisoformat(row["date"]), Decimal(row["percentage"])
        except (ValueError, TypeError, InvalidOperation):
            raise BadInputError(f"{name}, line {reader.line_num}: no date and percentage.") from None
        if not share.is_finite() or not 0 <= share <= 100:  # noqa: PLR2004 - percent
            raise BadInputError(f"{name}, line {reader.line_num}: the percentage is not between 0 and 100.")
        yield day, FeedItem(row["version"], share)


def _snapshot(day: date, feed: Feed) -> Snapshot:
    reading = read_meaning(feed, pin=_PERCENT_SHARES)
    return Snapshot("", day, datetime.combine(day, time(4), UTC), feed, reading)
