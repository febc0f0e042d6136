"""A break as JSON: WeChat counts old versions otherwise than before."""

from collections.abc import Callable
from typing import Final, TypeVar

from bot.domain.numbers.judgement import Break
from bot.domain.report.break_news import BreakNews
from bot.domain.report.broken import Broken
from bot.export.schema import DAY, NUMBER, TEXT, Fields, Schema, field, maybe

S = TypeVar("S")


def factor_of(found: Break) -> float:
    """Return what the losses are multiplied by, to one decimal; below 1, to two."""
    return round(found.factor, 1 if found.factor >= 1 else 2)


BREAK: Final = Schema[Broken](
    "Break",
    since=field(DAY, lambda broken: broken.found.since),
    factor=field(NUMBER, lambda broken: factor_of(broken.found)),
)


TURN: Final = Schema[BreakNews](
    "BreakTurn",
    turn=field(TEXT, lambda news: news.turn),
    since=field(DAY, lambda news: news.since),
    factor=field(NUMBER, lambda news: factor_of(news.found)),
)
"""Since when it is `over`, or the first day that is counted so, where it `began` or `lasts`."""


def break_of(source: Callable[[S], Broken | None]) -> Fields[S]:
    """The field `break`: null without one, and once it has become the new level."""

    def going_on(given: S) -> Broken | None:
        broken = source(given)
        return broken if broken and broken.open else None

    return {"break": field(maybe(BREAK), going_on)}
