"""What became of a break since another day: news of a digest, and of `changes`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from bot.domain.numbers.judgement import LASTS, Break
from bot.domain.report.report import Broken

_CONFIRMED: Final = timedelta(days=7)
"""The numbers confirm a turn some days after it."""


class Turn(StrEnum):
    """How WeChat's count turned: a sentence each in the catalogs (`break-turned-...`)."""

    BEGAN = "began"
    OVER = "over"
    LASTS = "lasts"
    """It has become the new level."""


@dataclass(frozen=True, slots=True)
class BreakNews:
    """A turn of WeChat's count."""

    turn: Turn
    found: Break

    @property
    def since(self) -> date:
        """The first day that is counted so."""
        return self.found.until or self.found.since


@dataclass(frozen=True, slots=True)
class PublicCount:
    """How WeChat counts all its users: what a message says once for all programs."""

    broken: Broken | None = None
    """The break that goes on, or the lasting change that is still spoken of."""
    news: BreakNews | None = None
    """What turned since the day that the message compares with."""

    @property
    def over(self) -> bool:
        """Whether the news is that a break is over."""
        return self.news is not None and self.news.turn is Turn.OVER


AS_EVER: Final = PublicCount()


def break_news(now: Sequence[Break], known: Sequence[Break], then: date) -> BreakNews | None:
    """The newest turn since a day; None without one.

    Args:
        now: the breaks known now, oldest first.
        known: those known on that day.
        then: that day.
    """
    if not now:
        return None
    turn, day = _turn(now[-1])
    unconfirmed = then - day < _CONFIRMED and (not known or _turn(known[-1])[0] is not turn)
    return BreakNews(turn, now[-1]) if day > then or unconfirmed else None


def _turn(found: Break) -> tuple[Turn, date]:
    """The newest one of a break, and its day."""
    if found.until:
        return Turn.OVER, found.until
    return (Turn.LASTS, found.since + LASTS) if found.lasting else (Turn.BEGAN, found.since)
