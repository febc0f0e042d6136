"""The answers of `report`, `raise`, `cover` and `trend` as JSON.

Percentages are numbers from 0 to 100; an uncertain one has two ends.
"""

from collections.abc import Sequence
from decimal import Decimal
from typing import Final, Protocol

from bot.domain.numbers.advice import Advice, Do
from bot.domain.numbers.distribution import ONE, ZERO, Bounds
from bot.domain.numbers.feed import FeedItem
from bot.domain.numbers.users import Headcount, Users
from bot.domain.programs.program import Program
from bot.domain.recommendation import next_candidate
from bot.domain.report.caveats import caveats
from bot.domain.report.report import Broken, Report, Row, rows
from bot.domain.trend.history import LeftOut
from bot.domain.trend.trend import Companion, Line, Tail, TrendAnswer
from bot.domain.what_if.answers import CoverAnswer, RaiseAnswer
from bot.domain.what_if.cost import Cost
from bot.export.caveats_json import break_of, caveats_in
from bot.export.forecast_json import AWAITED, FORESEEN, MOVED, WITHDRAWAL
from bot.export.schema import (
    COUNT,
    DAY,
    FLAG,
    PERCENT,
    PROGRAM,
    RANGE,
    TEXT,
    VERSION,
    Json,
    Schema,
    field,
    many,
    maybe,
    optional,
)


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
    """The report that an answer is about."""
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
    """The minimum that keeps 99 % next, with its loss now."""
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
    """The certain coverage beside a loss."""
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
