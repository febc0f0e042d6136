"""The answers of `fleet` as JSON."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final, Protocol, TypeVar

from bot.domain.caveats import Caveat, caveats, caveats_of
from bot.domain.decisions.decision import Decision
from bot.domain.digest.changes import Authorised, ChangedProgram
from bot.domain.digest.comparison import Change
from bot.domain.fleet import Filter, FleetRaise, FleetReport, RaiseRow, TagTotal, Verdict
from bot.domain.fleet_row import FleetRow, Standing
from bot.domain.forecast.forecast import Forecast
from bot.domain.home import still_to_set
from bot.domain.numbers.snapshot import Reached
from bot.domain.programs import Program
from bot.domain.report import Broken
from bot.errors import BotError
from bot.export.report_json import HEADCOUNT, USERS, caveats_in, public_of
from bot.export.schema import (
    COUNT,
    COUNTS,
    DAY,
    PERCENT,
    PROGRAM,
    RANGE,
    TEXT,
    VERSION,
    Schema,
    field,
    many,
    maybe,
    optional,
)

_K = TypeVar("_K", bound=StrEnum)


class _OfProgram(Protocol):
    @property
    def program(self) -> Program: ...


def program_of(row: _OfProgram) -> Program:
    return row.program


_TAGGED: Final = Schema[Program](
    "Tagged", **PROGRAM.fields, tags=field(many(TEXT), lambda program: program.tags, in_tools=False)
).of(program_of)


def _all(kinds: type[_K], counted: Mapping[_K, int]) -> dict[_K, int]:
    return {kind: counted.get(kind, 0) for kind in kinds}


def in_public(fleet: FleetReport | FleetRaise) -> Broken | None:
    """Return the break of WeChat's public numbers."""
    return fleet.public


def _of_row(row: FleetRow) -> tuple[Caveat, ...]:
    return caveats_of(row.program, row.judgement)


def _of_raise_row(row: RaiseRow) -> tuple[Caveat, ...]:
    return caveats_of(row.program)


REACHED: Final = Schema[Reached]("Reached", **HEADCOUNT.fields, programs=field(COUNT, lambda people: people.programs))
"""The sum of the rows' `users_below`, on every page, and how many programs have one."""
_ROW: Final = Schema[FleetRow](
    "Row",
    **_TAGGED,
    standing=field(TEXT, lambda row: row.standing),
    error=field(maybe(TEXT), lambda row: row.error_key or None),
    minimum=field(maybe(VERSION), lambda row: row.minimum),
    loss_percent=field(maybe(RANGE), lambda row: row.loss),
    users=optional(USERS, lambda row: row.users),
    users_below=optional(HEADCOUNT, lambda row: row.people),
    loss_change_week_percent_points=field(maybe(PERCENT), lambda row: row.moved),
    safe_minimum_99=field(maybe(VERSION), lambda row: row.safe_minimum),
    loss_percent_at_safe_minimum=field(maybe(RANGE), lambda row: row.safe_loss),
    day=field(maybe(DAY), lambda row: row.day),
    **caveats_in(_of_row),
)
_TAG: Final = Schema[TagTotal](
    "Tag",
    tag=field(maybe(TEXT), lambda total: total.tag or None),
    count=field(COUNT, lambda total: total.count()),
    standings=field(COUNTS, lambda total: _all(Standing, total.standings)),
)
FLEET: Final = Schema[FleetReport](
    "Fleet",
    tag=field(maybe(TEXT), lambda report: report.tag or None),
    list=field(TEXT, lambda report: report.only),
    count=field(COUNT, lambda report: report.totals.programs),
    need_attention=field(COUNT, lambda report: report.totals.count(Filter.ATTENTION)),
    standings=field(COUNTS, lambda report: _all(Standing, report.totals.standings)),
    **public_of(in_public),
    users_below=optional(REACHED, lambda report: report.reached),
    safe_minimums_99=field(COUNTS, lambda report: report.totals.safe_minimums),
    tags=field(many(_TAG), lambda report: report.totals.tags),
    programs=field(many(_ROW), lambda report: report.rows),
)
RAISE_ROW: Final = Schema[RaiseRow](
    "FleetRow",
    **_TAGGED,
    verdict=field(TEXT, lambda row: row.verdict),
    minimum=field(maybe(VERSION), lambda row: row.minimum),
    loss_percent=field(maybe(RANGE), lambda row: row.loss),
    users=optional(USERS, lambda row: row.users),
    users_below=optional(HEADCOUNT, lambda row: row.people),
    **caveats_in(_of_raise_row),
)
FLEET_RAISE: Final = Schema[FleetRaise](
    "FleetRaise",
    tag=field(maybe(TEXT), lambda answer: answer.tag or None),
    version=field(VERSION, lambda answer: answer.version),
    count=field(COUNT, lambda answer: answer.programs),
    verdicts=field(COUNTS, lambda answer: _all(Verdict, answer.verdicts)),
    **public_of(in_public),
    users_below=optional(REACHED, lambda answer: answer.reached),
    programs=field(many(RAISE_ROW), lambda answer: answer.rows),
)

fleet_json: Final = FLEET.dump
fleet_raise_json: Final = FLEET_RAISE.dump


def _first(row: tuple[Program, object]) -> Program:
    return row[0]


def _caveats(each: ChangedProgram) -> tuple[Caveat, ...]:
    return caveats(each.section.report)


_DATE: Final = Schema[tuple[Forecast, Forecast]](
    "MovedDate",
    version=field(VERSION, lambda moved: moved[1].version),
    before=field(maybe(DAY), lambda moved: moved[0].day),
    now=field(maybe(DAY), lambda moved: moved[1].day),
)
CHANGED: Final = Schema[ChangedProgram](
    "Changed",
    **PROGRAM.of(program_of),
    event=field(maybe(TEXT), lambda each: each.section.event.kind if each.section.event else None),
    event_version=field(maybe(VERSION), lambda each: each.section.event.version if each.section.event else None),
    loss_percent=field(maybe(RANGE), lambda each: each.section.event.loss if each.section.event else None),
    minimum=field(maybe(VERSION), lambda each: each.section.report.minimum),
    minimum_before=field(maybe(VERSION), lambda each: each.section.minimum_before),
    safe_minimum_99=field(maybe(VERSION), lambda each: each.section.report.safe_minimum),
    safe_minimum_99_before=field(maybe(VERSION), lambda each: each.section.safe_before),
    safe_date=field(maybe(_DATE), lambda each: each.moved),
    new_versions=field(many(VERSION), lambda each: each.section.appeared),
    withdrawn_versions=field(many(VERSION), lambda each: [found.version for found in each.section.withdrawals]),
    no_longer_listed=field(many(VERSION), lambda each: each.section.vanished),
    **caveats_in(_caveats),
)
FLEET_CHANGE: Final = Schema[tuple[Program, Change]](
    "FleetChange", **PROGRAM.of(_first), kinds=field(many(TEXT), lambda row: row[1].kinds)
)
UNREAD: Final = Schema[tuple[Program, BotError]](
    "Unread", **PROGRAM.of(_first), error=field(TEXT, lambda row: row[1].key)
)
DECISION: Final = Schema[Decision](
    "DecisionState",
    number=field(COUNT, lambda decision: decision.number),
    version=field(VERSION, lambda decision: decision.version),
    state=field(TEXT, lambda decision: decision.state),
    channel=field(TEXT, lambda decision: decision.channel_id),
    votes=field(COUNT, lambda decision: len(decision.votes)),
    votes_needed=field(COUNT, lambda decision: decision.needed),
    still_to_set=field(COUNT, still_to_set),
)
AUTHORISED: Final = Schema[Authorised](
    "Authorisation",
    **PROGRAM.of(program_of),
    event=field(TEXT, lambda each: each.event),
    at=field(DAY, lambda each: each.at),
)
