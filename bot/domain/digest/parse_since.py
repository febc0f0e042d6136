"""Parse since when changes are asked for: `7d`, `2 weeks`, `14天`, `since 2026-11-20`, `yesterday`."""

import re
from collections.abc import Sequence
from datetime import date, timedelta
from itertools import product
from typing import Final

from bot.domain.programs.typed_text import folded
from bot.domain.report.as_of import SPAN, read_day, span_days
from bot.domain.trend.history import HISTORY, POINTS
from bot.errors import NotCompared

_SPAN: Final = re.compile(SPAN, re.VERBOSE | re.ASCII)
_SINCE: Final = frozenset({"since", "自", "从"})
_USUAL: Final = timedelta(days=7)
_SHOWN: Final = 60


def take_since(words: Sequence[str], *, today: date) -> tuple[date, list[str]]:
    """The day that up to three of the words name, a week ago if none do; and the other words.

    Args:
        today: the Chinese calendar day.

    Raises:
        NotCompared: it is not before today, or further back than anything is compared.
        NoSuchDay: the calendar has no such day.
    """
    rest = [word for word in words if folded(word) not in _SINCE]
    for place, count in product(range(len(rest)), (3, 2, 1)):
        text = " ".join(rest[place : place + count])
        days = _days_ago(folded(text), today)
        if days is None:
            continue
        if not 0 < days <= HISTORY.days:
            raise NotCompared(text=text[:_SHOWN], weeks=POINTS)
        return today - timedelta(days=days), [*rest[:place], *rest[place + count :]]
    return today - _USUAL, rest


def _days_ago(text: str, today: date) -> int | None:
    """Of a span with a number; a program may be called by one in words."""
    if (span := _SPAN.fullmatch(text)) and span["count"].isdecimal():
        return span_days(span)
    day = read_day(text, today=today)
    return (today - day).days if day else None
