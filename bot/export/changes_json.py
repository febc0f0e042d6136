"""What changed, and what waits, as JSON."""

from typing import Final

from bot.domain.decisions.decision import Decision
from bot.domain.digest.changes import Authorised, ChangedProgram
from bot.domain.digest.comparison import Change
from bot.domain.forecast.forecast import Forecast
from bot.domain.home.waiting import still_to_set
from bot.domain.programs.program import Program
from bot.domain.report.caveats import Caveat, caveats
from bot.errors import BotError
from bot.export.caveats_json import caveats_in
from bot.export.fleet_json import program_of
from bot.export.schema import COUNT, DAY, PROGRAM, RANGE, TEXT, VERSION, Schema, field, many, maybe


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
