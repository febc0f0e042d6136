"""`what_changed`."""

from dataclasses import replace
from typing import Annotated, Final

from pydantic import Field

from bot.blocks.digest.changes import changes_message
from bot.domain.digest.changes import ChangedFleet, Changes
from bot.domain.digest.parse_scope import take_scope
from bot.domain.digest.parse_since import take_since
from bot.domain.digest.subscription import Scope
from bot.domain.numbers.snapshot import snapshot_day
from bot.errors import BadOption
from bot.export.changes_json import AUTHORISED, CHANGED, DECISION, FLEET_CHANGE
from bot.export.schema import COUNT, DAY, FLAG, PROGRAM, Schema, field, many
from bot.mcp.calls import Answer, Arguments, Call, tool
from bot.mcp.outside import marked, marked_decision, marked_program
from bot.mcp.tools.arguments import ROWS, Name, Tag


class OfChanges(Arguments):
    """Of `what_changed`."""

    program: Name = ""
    tag: Tag = ""
    compared_with: Annotated[str, Field(max_length=20)] = "7d"


_CHANGES: Final = Schema[Changes](
    "Changes",
    since=field(DAY, lambda changes: changes.since),
    changed=field(FLAG, lambda changes: not changes.nothing),
    programs=field(many(CHANGED), lambda changes: changes.changed),
    fleet_count=field(COUNT, lambda changes: len(changes.fleet.changes.rows) if changes.fleet else 0),
    fleet=field(many(FLEET_CHANGE), lambda changes: changes.fleet.changes.rows[:ROWS] if changes.fleet else ()),
    newly_ready=field(many(PROGRAM), lambda changes: changes.fleet.ready[:ROWS] if changes.fleet else ()),
    decisions=field(many(DECISION), lambda changes: changes.decisions[-ROWS:]),
    authorisations=field(many(AUTHORISED), lambda changes: changes.authorisations[-ROWS:]),
)


@tool(_CHANGES, kept=True)
async def what_changed(call: Call, arguments: OfChanges) -> Answer[Changes]:
    """What a digest would say, compared with any day."""
    since, rest = take_since([arguments.compared_with], today=snapshot_day(call.now))
    if rest:
        raise BadOption(option=f"compared_with={arguments.compared_with}", usage="compared_with=7d")
    tag, name = arguments.tag.removeprefix("#"), arguments.program
    scope = Scope(fleet=True, tag=tag) if tag else take_scope([name])[0]
    found = await call.usecases.read_changes(
        call.viewpoint, since, now=call.now, scope=scope, name="" if scope.fleet else name
    )
    changes = _marked(found)
    return Answer(changes_message(changes, call.texts, call.zone), changes)


def _marked(changes: Changes) -> Changes:
    """With what comes from outside marked."""
    return replace(
        changes,
        programs=tuple(
            replace(
                each,
                section=replace(
                    each.section, report=replace(each.section.report, program=marked_program(each.program))
                ),
            )
            for each in changes.programs
        ),
        unread=tuple(
            replace(
                each, program=marked(each.program) if isinstance(each.program, str) else marked_program(each.program)
            )
            for each in changes.unread
        ),
        fleet=_marked_fleet(changes.fleet) if changes.fleet else None,
        decisions=tuple(map(marked_decision, changes.decisions)),
        authorisations=tuple(replace(each, program=marked_program(each.program)) for each in changes.authorisations),
    )


def _marked_fleet(fleet: ChangedFleet) -> ChangedFleet:
    rows = tuple(replace(row, program=marked_program(row.program)) for row in fleet.report.rows)
    return replace(fleet, report=replace(fleet.report, rows=rows), ready=tuple(map(marked_program, fleet.ready)))
