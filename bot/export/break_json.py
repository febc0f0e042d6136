"""A break as JSON: WeChat counts old versions otherwise than before."""

from collections.abc import Callable
from typing import Final, TypeVar

from bot.domain.report.broken import Broken
from bot.export.schema import DAY, NUMBER, Fields, Schema, field, maybe

S = TypeVar("S")
BREAK: Final = Schema[Broken](
    "Break",
    since=field(DAY, lambda broken: broken.found.since),
    factor=field(NUMBER, lambda broken: round(broken.found.factor, 1 if broken.found.factor >= 1 else 2)),
)


def break_of(source: Callable[[S], Broken | None]) -> Fields[S]:
    """The field `break`: null without one, and once it has become the new level."""

    def going_on(given: S) -> Broken | None:
        broken = source(given)
        return broken if broken and broken.open else None

    return {"break": field(maybe(BREAK), going_on)}
