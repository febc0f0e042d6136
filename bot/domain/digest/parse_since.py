"""Parse since when changes are asked for: `7d`, `2w`, `14天`, `since 2026-11-20`, `yesterday`."""

import re
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

from bot.domain.programs.typed_text import folded
from bot.domain.report.as_of import read_day
from bot.domain.trend.history import HISTORY
from bot.errors import BadOption

_SPAN: Final = re.compile(r"(\d{1,4})(d|w|天|日|周)")
_WEEKS: Final = frozenset("w周")
_SINCE: Final = frozenset({"since", "自", "从"})
_USUAL: Final = timedelta(days=7)
EXAMPLE: Final = "7d"
_SHOWN: Final = 60


def take_since(words: Sequence[str], *, today: date) -> tuple[date, list[str]]:
    """The day that some of the words name, a week ago if none does; and the other words.

    Args:
        today: the Chinese calendar day.

    Raises:
        BadOption: it is not before today, or further back than anything is compared.
        NoSuchDay: the calendar has no such day.
    """
    since, rest = None, list[str]()
    for word in words:
        found = _day(word, today) if since is None else None
        if found is not None and not today - HISTORY <= found < today:
            raise BadOption(option=word[:_SHOWN], usage=EXAMPLE)
        if found is not None:
            since = found
        elif folded(word) not in _SINCE:
            rest.append(word)
    return since or today - _USUAL, rest


def _day(word: str, today: date) -> date | None:
    if span := _SPAN.fullmatch(folded(word)):
        days = int(span[1]) * (7 if span[2] in _WEEKS else 1)
        return today - timedelta(days=days)
    return read_day(word, today=today)
