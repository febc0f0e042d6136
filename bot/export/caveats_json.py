"""What is odd about numbers, as JSON: the same list in every answer; and a break by itself."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from types import NoneType
from typing import Any, Final, TypeVar

from bot.domain.numbers.distribution import Bounds
from bot.domain.numbers.judgement import Break
from bot.domain.numbers.percentage_meaning import Reading
from bot.domain.report.break_news import BreakNews
from bot.domain.report.caveats import Caveat, public_caveats
from bot.domain.report.report import Broken
from bot.errors import BotError
from bot.export.schema import DAY, FLAG, NUMBER, PERCENT, RANGE, TEXT, Fields, Json, Kind, Schema, field, many, maybe
from bot.i18n import texts_for
from bot.i18n.caveats import caveat_sentence

S = TypeVar("S")


def factor_of(found: Break) -> float:
    """Return what the losses are multiplied by, to one decimal; below 1, to two."""
    return round(found.factor, 1 if found.factor >= 1 else 2)


_SPELLED: Final[Mapping[type, Callable[[str, Any], Json]]] = {
    NoneType: lambda _name, _none: {},
    bool: lambda name, value: {name: value},
    Break: lambda _name, found: {"since": DAY.dump(found.since), "factor": factor_of(found), "lasting": not found.open},
    Reading: lambda _name, reading: {"evidence": reading.reason.value, "fits": [each.value for each in reading.fits]},
    Decimal: lambda name, share: {f"{name}_percent": PERCENT.dump(share)},
    Bounds: lambda name, share: {f"{name}_percent": RANGE.dump(share)},
    timedelta: lambda name, length: {f"{name}_days": length.days},
    tuple: lambda name, items: {name: [item.label for item in items]},
    date: lambda name, day: {name: DAY.dump(day)},
    datetime: lambda name, moment: {name: DAY.dump(moment)},
}
"""The fields of a parameter by its kind: shares are percentages, and what is not known is left out."""


def _plain(name: str, value: Any) -> Json:
    return {name: value.key if isinstance(value, BotError) else str(value)}


def _params(caveat: Caveat) -> Json:
    fields = (_SPELLED.get(type(value), _plain)(name, value) for name, value in caveat.params.items())
    return {name: value for each in fields for name, value in each.items()}


CAVEAT: Final = Schema[Caveat](
    "Caveat",
    key=field(TEXT, lambda caveat: caveat.key),
    effect=field(TEXT, lambda caveat: caveat.effect),
    params=field(Kind[Json]("object", dict), _params),
    sentence=field(TEXT, lambda caveat: caveat_sentence(caveat, texts_for("en"))),
)
BREAK: Final = Schema[Broken](
    "Break",
    since=field(DAY, lambda broken: broken.found.since),
    factor=field(NUMBER, lambda broken: factor_of(broken.found)),
    unknown=field(FLAG, lambda broken: broken.unknown),
)
TURN: Final = Schema[BreakNews](
    "BreakTurn",
    turn=field(TEXT, lambda news: news.turn),
    since=field(DAY, lambda news: news.since),
    factor=field(NUMBER, lambda news: factor_of(news.found)),
)
"""Since when it is `over`, or the first day that is counted so, where it `began` or `lasts`."""


def caveats_in(source: Callable[[S], Iterable[Caveat]]) -> Fields[S]:
    """Return the field `caveats`: what is odd about the numbers."""
    return {"caveats": field(many(CAVEAT), source)}


def break_of(source: Callable[[S], Broken | None]) -> Fields[S]:
    """Return the field `break`: null without one, and once it has become the new level."""

    def going_on(given: S) -> Broken | None:
        broken = source(given)
        return broken if broken and broken.open else None

    return {"break": field(maybe(BREAK), going_on)}


def public_of(source: Callable[[S], Broken | None]) -> Fields[S]:
    """Return both fields about how WeChat counts all its users."""
    return break_of(source) | caveats_in(lambda given: public_caveats(source(given)))
