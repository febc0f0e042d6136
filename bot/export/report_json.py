"""The answers of `report`, `raise`, `cover` and `trend` as JSON.

Percentages are numbers from 0 to 100; an uncertain one has two ends.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from types import NoneType
from typing import Any, Final, Protocol, TypeVar

from bot.domain.caveats import BreakNews, Caveat, caveats, public_caveats
from bot.domain.forecast.forecast import CheckedForecast, Compared, Expected, Forecast, Record
from bot.domain.imports.numbers import Import
from bot.domain.numbers.distribution import ONE, ZERO, Advice, Bounds, Do
from bot.domain.numbers.judgement import Break, Withdrawal
from bot.domain.numbers.loss_table import Absent, Earlier
from bot.domain.numbers.snapshot import Headcount, Users
from bot.domain.numbers.version import FeedItem, Reading
from bot.domain.programs import Program
from bot.domain.recommendation import next_candidate
from bot.domain.report import Broken, Report, Row, rows
from bot.domain.trend import Companion, Line, Tail, TrendAnswer
from bot.domain.trend_history import LeftOut
from bot.domain.what_if import Cost, CoverAnswer, RaiseAnswer
from bot.errors import BotError
from bot.export.schema import (
    COUNT,
    DAY,
    FLAG,
    NUMBER,
    PERCENT,
    PROGRAM,
    RANGE,
    TEXT,
    VERSION,
    Fields,
    Json,
    Kind,
    Schema,
    field,
    many,
    maybe,
    optional,
)
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


WITHDRAWAL: Final = Schema[Withdrawal](
    "Withdrawal",
    version=field(VERSION, lambda found: found.version),
    since=field(DAY, lambda found: found.since),
    day=field(DAY, lambda found: found.day),
    before_percent=field(PERCENT, lambda found: found.before),
    after_percent=field(PERCENT, lambda found: found.after),
)
MOVED: Final = Schema[Line](
    "Moved",
    version=field(VERSION, lambda line: line.version),
    now_percent=field(RANGE, lambda line: line.now.rest),
    since_week_points=field(maybe(PERCENT), lambda line: _since(line.now, line.week_ago)),
    since_four_weeks_points=field(maybe(PERCENT), lambda line: _since(line.now, line.four_weeks_ago)),
)
FORECAST: Final = Schema[Forecast](
    "Target",
    target_percent=field(PERCENT, lambda forecast: forecast.target),
    arrival=field(TEXT, lambda forecast: forecast.arrival),
    day=field(maybe(DAY), lambda forecast: forecast.day),
    earliest=field(maybe(DAY), lambda forecast: forecast.earliest),
    latest=field(maybe(DAY), lambda forecast: forecast.latest),
)
AWAITED: Final = Schema[Forecast](
    "Awaited", version=field(VERSION, lambda forecast: forecast.version), **FORECAST.fields
)
_EXPECTED: Final = Schema[Expected](
    "Expected",
    day=field(DAY, lambda expected: expected.day),
    loss_percent=field(PERCENT, lambda expected: expected.loss),
    range_percent=field(RANGE, lambda expected: Bounds(expected.low, expected.high)),
)
_COMPARED: Final = Schema[Compared](
    "Compared",
    made_on=field(DAY, lambda compared: compared.forecast.made_on),
    expected=field(_EXPECTED, lambda compared: compared.forecast.expected),
    day=field(DAY, lambda compared: compared.day),
    loss_percent=field(PERCENT, lambda compared: compared.came),
)
_RECORD: Final = Schema[Record](
    "Record",
    compared=field(COUNT, lambda record: record.compared),
    within_range=field(COUNT, lambda record: record.held),
    median_error_points=field(PERCENT, lambda record: record.median_error),
    newest=field(maybe(_COMPARED), lambda record: record.newest, in_tools=False),
)
FORESEEN: Final = Schema[CheckedForecast](
    "Foreseen",
    made_on=field(DAY, lambda checked: checked.safe.made_on),
    targets=field(many(FORECAST), lambda checked: checked.forecasts),
    path=field(many(_EXPECTED), lambda checked: checked.safe.path, in_tools=False),
    record=field(maybe(_RECORD), lambda checked: checked.record),
)


def _since(now: Bounds, earlier: Earlier) -> Decimal | None:
    """Return the change of the certain coverage; an unreleased version had none."""
    if isinstance(earlier, Absent):
        return ONE - now.high if earlier is Absent.UNRELEASED else None
    return earlier.high - now.high


class OfReport(Protocol):
    """An answer about a report."""

    @property
    def report(self) -> Report:
        """The report."""


def _broken(report: Report) -> Broken | None:
    return report.broken


USERS: Final = Schema[Users](
    "Users",
    total=field(COUNT, lambda users: users.total),
    until=field(DAY, lambda users: users.day),
    android=field(COUNT, lambda users: users.android, in_tools=False),
    iphone=field(COUNT, lambda users: users.iphone, in_tools=False),
    other=field(COUNT, lambda users: users.other, in_tools=False),
)
"""Distinct users of the 30 days up to `until`."""
HEADCOUNT: Final = Schema[Headcount](
    "Headcount", low=field(COUNT, lambda people: people.low), high=field(COUNT, lambda people: people.high)
)
ORIGIN: Final = Schema[Report](
    "Origin",
    program=field(PROGRAM, lambda report: report.program),
    as_of=field(maybe(DAY), lambda report: report.as_of),
    day=field(DAY, lambda report: report.snapshot.day),
    taken_at=field(DAY, lambda report: report.snapshot.taken_at),
    stale_because=field(maybe(TEXT), lambda report: report.stale_because.key if report.stale_because else None),
    meaning=field(TEXT, lambda report: report.snapshot.reading.meaning),
    fits=field(many(TEXT), lambda report: report.snapshot.reading.fits),
    scale=field(TEXT, lambda report: report.snapshot.reading.scale, in_tools=False),
    evidence=field(TEXT, lambda report: report.snapshot.reading.reason),
    suspicions=field(many(TEXT), lambda report: report.suspicions),
    roll_back=field(maybe(WITHDRAWAL), lambda report: report.withdrawal, in_tools=False),
    **break_of(_broken),
    **caveats_in(caveats),
    minimum=field(maybe(VERSION), lambda report: report.minimum),
    loss_at_minimum_percent=field(maybe(RANGE), lambda report: report.loss_at_minimum),
    users=optional(USERS, lambda report: report.users),
)
"""Where numbers come from, in every answer; `fits` are the meanings under each of which the ranges hold."""


def report_of(answer: OfReport) -> Report:
    return answer.report


_ORIGIN: Final = ORIGIN.of(report_of)
_AT_VERSION: Final = Schema[Cost](
    "AtVersion",
    version=field(VERSION, lambda cost: cost.version),
    loss_percent=field(maybe(RANGE), lambda cost: cost.now),
)
LISTED: Final = Schema[Row](
    "Listed",
    version=field(VERSION, lambda row: row.version),
    share_percent=field(maybe(PERCENT), lambda row: row.share),
    coverage_percent=field(RANGE, lambda row: row.coverage),
    loss_percent=field(RANGE, lambda row: row.loss),
    loss_percent_before=optional(RANGE, lambda row: row.before, in_tools=False),
    is_minimum=field(FLAG, lambda row: row.is_minimum),
    users_below=optional(HEADCOUNT, lambda row: row.below),
)


def _next_minimum(report: Report) -> Cost | None:
    """Return the minimum that keeps 99 % next, with its loss now."""
    version = next_candidate(report)
    loss = report.loss(version) if version else None
    return Cost(version, loss) if version and loss else None


_RAW: Final = Schema[FeedItem](
    "Raw", label=field(TEXT, lambda item: item.label), percentage=field(TEXT, lambda item: str(item.value))
)
_ADVICE: Final = Schema[Advice](
    "Advice",
    do=field(TEXT, lambda advice: advice.do),
    version=field(maybe(VERSION), lambda advice: advice.safe if advice.do is Do.RAISE else None),
)
"""`version` is the one to raise to."""
SUMMARY: Final = Schema[Report](
    "Summary",
    **ORIGIN.fields,
    advice=field(_ADVICE, lambda report: report.advice),
    safe_minimum_of=field(maybe(DAY), lambda report: report.judgement.of),
    safe_minimum_99=field(maybe(VERSION), lambda report: report.safe_minimum),
    safe_minimum_99_loss_percent=field(maybe(RANGE), lambda report: report.judgement.safe_loss),
    next_minimum=field(maybe(_AT_VERSION), _next_minimum),
    unreported_percent=field(
        maybe(PERCENT), lambda report: report.distribution.unreported if report.distribution else None
    ),
)
"""A breakdown without its versions."""
REPORT: Final = Schema[Report](
    "Report",
    **SUMMARY.fields,
    versions=field(many(LISTED), rows),
    raw=field(many(_RAW), lambda report: report.snapshot.feed.items),
)
"""`loss_percent_before` is what was counted before the break that goes on."""
RAISE: Final = Schema[RaiseAnswer](
    "Raise",
    **_ORIGIN,
    version=field(VERSION, lambda answer: answer.version),
    listed=field(FLAG, lambda answer: answer.listed),
    already_guaranteed=field(FLAG, lambda answer: answer.already_guaranteed),
    keeps_99=field(TEXT, lambda answer: answer.report.keeps(answer.version)),
    loss_percent=field(RANGE, lambda answer: answer.loss),
    users_below=optional(HEADCOUNT, lambda answer: answer.report.people(answer.loss)),
    loss_percent_week_ago=field(maybe(RANGE), lambda answer: answer.loss_week_ago),
    loss_percent_four_weeks_ago=field(maybe(RANGE), lambda answer: answer.loss_four_weeks_ago),
    next_lower=field(maybe(_AT_VERSION), lambda answer: answer.lower),
    next_higher=field(maybe(_AT_VERSION), lambda answer: answer.higher),
    foreseen=field(maybe(FORESEEN), lambda answer: answer.checked_forecast),
)
_KEPT: Final = Schema[Cost](
    "Kept",
    version=field(VERSION, lambda cost: cost.version),
    coverage_percent=field(maybe(RANGE), lambda cost: cost.now.rest),
)
COVER: Final = Schema[CoverAnswer](
    "Cover",
    **_ORIGIN,
    target_percent=field(PERCENT, lambda answer: answer.target),
    version=field(maybe(VERSION), lambda answer: answer.version),
    coverage_percent=field(maybe(RANGE), lambda answer: answer.coverage),
    users_below=optional(HEADCOUNT, lambda answer: answer.report.people(answer.cost.now if answer.cost else None)),
    next_higher=field(maybe(_KEPT), lambda answer: answer.higher),
)


def _kept(loss: Bounds | None) -> Decimal | None:
    return None if loss is None else ONE - loss.high


_LINE: Final = Schema[Line](
    "Line",
    **MOVED.fields,
    coverage_percent=field(many(PERCENT), lambda line: [_kept(loss) or ZERO for loss in line.losses]),
)
_LEFT_OUT: Final = Schema[LeftOut](
    "LeftOut", day=field(DAY, lambda left: left.day), reasons=field(many(TEXT), lambda left: left.reasons)
)
_COMPANION: Final = Schema[Companion](
    "Companion",
    version=field(VERSION, lambda companion: companion.version),
    coverage_percent=field(many(maybe(PERCENT)), lambda companion: map(_kept, companion.losses)),
)
_TAIL: Final = Schema[Tail](
    "Tail",
    version=field(VERSION, lambda tail: tail.version),
    loss_percent=field(PERCENT, lambda tail: tail.ours),
    public_loss_percent=field(PERCENT, lambda tail: tail.public),
    older_by_points=field(PERCENT, lambda tail: tail.older_by),
)
TREND: Final = Schema[TrendAnswer](
    "Trend",
    **_ORIGIN,
    days=field(many(DAY), lambda answer: answer.days),
    lines=field(many(_LINE), lambda answer: reversed(answer.lines)),
    forecasts=field(many(AWAITED), lambda answer: answer.forecasts),
    roll_backs=field(many(WITHDRAWAL), lambda answer: answer.withdrawals, in_tools=False),
    left_out=field(many(_LEFT_OUT), lambda answer: answer.left_out, in_tools=False),
    public_day=field(maybe(DAY), lambda answer: answer.public.day if answer.public else None, in_tools=False),
    public_coverage=field(maybe(_COMPANION), lambda answer: answer.companion, in_tools=False),
    tail=field(maybe(_TAIL), lambda answer: answer.tail, in_tools=False),
)
"""`days` are the columns of each `coverage_percent`; the newest version comes first."""

report_json: Final = REPORT.dump
raise_json: Final = RAISE.dump
cover_json: Final = COVER.dump
trend_json: Final = TREND.dump


def history_json(program: Program, reports: Sequence[Report]) -> Json:
    """Every stored day, oldest first."""
    return {"program": PROGRAM.dump(program), "days": [REPORT.dump(report) for report in reports]}


def import_json(done: Import) -> dict[str, Any]:
    """Return the days that are kept, and how they are read."""
    return {
        "program": {"name": done.program.name, "id": done.program.appid},
        "created": done.is_new,
        "users": USERS.dump(done.users) if done.users else None,
        "replaced": len(done.replaced),
        "from_wechat": [day.isoformat() for day in done.from_wechat],
        "days": [
            {
                "day": each.day.isoformat(),
                "versions": len(each.feed.labels),
                "meaning": each.reading.meaning.value,
                "reason": each.reading.reason.value,
                "safe_minimum_99": each.judgement.safe.text if each.judgement.safe else None,
            }
            for each in done.snapshots
        ],
    }
