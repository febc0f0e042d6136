"""Parse the day that a report looks back at."""

import re
import unicodedata
from datetime import date, timedelta
from typing import Final

from bot.errors import NoSuchDay

AT_MOST_BEFORE: Final = timedelta(days=3)
"""How much older than the requested day its numbers may be."""
ALL: Final = "all"
"""In place of a day: every stored one."""
_EVERY: Final = frozenset({ALL, "全部", "所有"})
_WRITTEN: Final = re.compile(
    r"(\d{4})(?:-(\d{1,2})-(\d{1,2})|/(\d{1,2})/(\d{1,2})|年(\d{1,2})月(\d{1,2})日?)", re.ASCII
)
_AGO: Final = {"today": 0, "今天": 0, "yesterday": 1, "昨天": 1, "前天": 2}


def read_day(text: str, *, today: date) -> date | None:
    """Parse a day: `2026-10-01`, `2026/10/1`, `2026年10月1日`, `yesterday`; None for anything else.

    Args:
        text: as typed.
        today: the Chinese calendar day.

    Raises:
        NoSuchDay: it is written as a day, but the calendar has none like it.
    """
    word = unicodedata.normalize("NFKC", text).casefold().strip()
    if word in _AGO:
        return today - timedelta(days=_AGO[word])
    written = _WRITTEN.fullmatch(word)
    if written is None:
        return None
    year, month, day = (int(part) for part in written.groups() if part)
    try:
        return date(year, month, day)
    except ValueError as error:
        raise NoSuchDay(day=word) from error


def is_all(text: str) -> bool:
    """Whether every stored day is meant."""
    return unicodedata.normalize("NFKC", text).casefold().strip() in _EVERY
