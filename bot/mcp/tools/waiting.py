"""`what_waits`."""

from dataclasses import dataclass, replace
from typing import Final

from bot.blocks.home.waiting import cause_text, failing_text, waiting_message
from bot.domain.fleet.row import FleetRow
from bot.domain.home.waiting import Waiting
from bot.domain.programs.program import Program
from bot.errors import AskerUnknown
from bot.export.changes_json import DECISION
from bot.export.fleet_json import program_of
from bot.export.schema import COUNT, DAY, FLAG, PROGRAM, TEXT, Schema, field, many, maybe
from bot.mcp.calls import Answer, Arguments, Call, tool
from bot.mcp.outside import marked_decision, marked_program
from bot.mcp.tools.arguments import ROWS


class OfPerson(Arguments):
    """Of `what_waits`: the person is known."""


@dataclass(frozen=True, slots=True)
class _Row:
    row: FleetRow
    cause: str

    @property
    def program(self) -> Program:
        return self.row.program


@dataclass(frozen=True, slots=True)
class _Failing:
    channel: str
    cause: str


@dataclass(frozen=True, slots=True)
class _Told:
    """What waits, with the sentences of the call."""

    waiting: Waiting
    call: Call

    @property
    def rows(self) -> list[_Row]:
        """The programs that need attention."""
        waiting, call = self.waiting, self.call
        return [_Row(row, cause_text(row, waiting, call.texts, call.zone)) for row in waiting.listed[:ROWS]]

    @property
    def digests(self) -> list[_Failing]:
        """The digests that fail."""
        found = self.waiting.digests[:ROWS]
        return [_Failing(each.subscription.channel_id, failing_text(each, self.call.texts)) for each in found]


_ROW: Final = Schema[_Row](
    "Needs",
    **PROGRAM.of(program_of),
    standing=field(TEXT, lambda each: each.row.standing),
    cause=field(TEXT, lambda each: each.cause),
    since=field(maybe(DAY), lambda each: each.row.failing_since),
)
_FAILING: Final = Schema[_Failing](
    "FailingDigest",
    channel=field(TEXT, lambda each: each.channel),
    cause=field(TEXT, lambda each: each.cause),
)
_WAITING: Final = Schema[_Told](
    "Waiting",
    waits=field(FLAG, lambda told: not told.waiting.nothing),
    votes=field(many(DECISION), lambda told: told.waiting.votes[:ROWS]),
    to_set=field(many(DECISION), lambda told: told.waiting.to_set[:ROWS]),
    attention_count=field(COUNT, lambda told: len(told.waiting.listed)),
    attention=field(many(_ROW), lambda told: told.rows),
    failing_digests=field(many(_FAILING), lambda told: told.digests),
    link_to_authorise=field(maybe(TEXT), lambda told: told.waiting.link or None),
)


@tool(_WAITING, kept=True)
async def what_waits(call: Call, arguments: OfPerson) -> Answer[_Told]:
    """What waits for the person who asks."""
    del arguments
    if call.find_waiting is None:
        raise AskerUnknown
    waiting = _marked(await call.find_waiting())
    return Answer(waiting_message(waiting, call.texts, call.zone), _Told(waiting, call))


def _marked(waiting: Waiting) -> Waiting:
    """With what comes from outside marked."""
    report = waiting.attention
    rows = [replace(row, program=marked_program(row.program)) for row in report.rows] if report else ()
    return replace(
        waiting,
        votes=tuple(map(marked_decision, waiting.votes)),
        to_set=tuple(map(marked_decision, waiting.to_set)),
        attention=replace(report, rows=tuple(rows)) if report else None,
    )
