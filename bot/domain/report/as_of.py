"""Parse the day that a report looks back at, and spans of time."""

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
SPAN: Final = r"""
    (?P<count> \d+ | (?i:an?|one|two|three|four|last|past|this)\b | [上这本一两二三四] )
    \s? 个? (?: (?P<unit> (?i:day|week|month) )s?\b | (?P<single> (?i:[dw])\b | 天 | 日 | 周 | 星期 | 礼拜 | 月 ) )
    (?P<ago> \s (?i:ago|earlier)\b | 之?以?前 )?
"""
"""A verbose pattern of spans of time, as typed: `7d`, `two weeks ago`, 上周."""
_COUNTS: Final = {"two": 2, "three": 3, "four": 4, "两": 2, "二": 2, "三": 3, "四": 4}
"""Words for how many; others are one."""
_DAYS: Final = {"d": 1, "天": 1, "日": 1, "w": 7, "周": 7, "星": 7, "礼": 7, "m": 28, "月": 28}
"""By the first letter of a unit of time."""
_LONGEST: Final = 36_500
"""Days of a span: a century, before which nothing is stored."""


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


def span_days(found: re.Match[str]) -> int:
    """How many days a `SPAN` is long, or lies back; a century at most."""
    count, unit = found["count"].casefold(), (found["unit"] or found["single"]).casefold()[0]
    return min((int(count) if count.isdecimal() else _COUNTS.get(count, 1)) * _DAYS[unit], _LONGEST)


def is_all(text: str) -> bool:
    """Whether every stored day is meant."""
    return unicodedata.normalize("NFKC", text).casefold().strip() in _EVERY
