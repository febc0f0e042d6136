"""Tools for what changed, and to propose a decision."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Annotated, Final

from pydantic import Field

from bot.blocks.decisions.messages import proposed_message
from bot.blocks.decisions.sentences import LONGEST_REASON
from bot.blocks.digest.changes import changes_message
from bot.blocks.home.waiting import cause_text, failing_text, waiting_message
from bot.domain.access import Viewpoint
from bot.domain.agents import Through
from bot.domain.decisions.evidence import Enclosed
from bot.domain.decisions.proposable import Proposal
from bot.domain.digest.changes import ChangedFleet, Changes, take_since
from bot.domain.digest.subscription import Scope, take_scope
from bot.domain.fleet import FleetReport
from bot.domain.fleet_row import FleetRow
from bot.domain.home import Waiting
from bot.domain.numbers.snapshot import Visible, snapshot_day
from bot.domain.numbers.version import Version
from bot.domain.programs import Program
from bot.domain.report import Broken
from bot.domain.scan.scan import typed_scan
from bot.errors import AskerUnknown, BadOption, BotError, NotAllowed
from bot.export.fleet_json import AUTHORISED, CHANGED, DECISION, FLEET_CHANGE, UNREAD
from bot.export.report_json import TURN, public_of
from bot.export.schema import COUNT, DAY, FLAG, PROGRAM, RANGE, TEXT, VERSION, Schema, field, many, maybe
from bot.mcp.calls import (
    ROWS,
    Answer,
    Arguments,
    Call,
    Name,
    Tag,
    VersionText,
    marked,
    marked_decision,
    marked_program,
    tool,
)
from bot.usecases.decisions.propose import Proposed
from bot.usecases.digest.changes import read_changes


class OfChanges(Arguments):
    """Of `what_changed`."""

    program: Name = ""
    tag: Tag = ""
    compared_with: Annotated[str, Field(max_length=20)] = "7d"


def _unread(changes: Changes) -> list[tuple[Program, BotError]]:
    return [(each.program, each.error) for each in changes.unread if isinstance(each.program, Program)]


def _public(changes: Changes) -> Broken | None:
    return changes.public.broken


_CHANGES: Final = Schema[Changes](
    "Changes",
    since=field(DAY, lambda changes: changes.since),
    changed=field(FLAG, lambda changes: not changes.nothing),
    programs=field(many(CHANGED), lambda changes: changes.changed),
    uncompared=field(many(PROGRAM), lambda changes: [each.program for each in changes.uncompared]),
    unread=field(many(UNREAD), _unread),
    left_out=field(COUNT, lambda changes: changes.left_out),
    fleet_count=field(COUNT, lambda changes: changes.fleet.count if changes.fleet else 0),
    fleet=field(many(FLEET_CHANGE), lambda changes: changes.fleet.rows[:ROWS] if changes.fleet else ()),
    newly_ready=field(many(PROGRAM), lambda changes: changes.fleet.ready[:ROWS] if changes.fleet else ()),
    decisions=field(many(DECISION), lambda changes: changes.decisions[-ROWS:]),
    authorisations=field(many(AUTHORISED), lambda changes: changes.authorisations[-ROWS:]),
    public_break=public_of(_public)["break"],
    public_turn=field(maybe(TURN), lambda changes: changes.public.news),
    caveats=public_of(_public)["caveats"],
)


@tool(_CHANGES, kept=True)
async def what_changed(call: Call, arguments: OfChanges) -> Answer[Changes]:
    """Return what a digest would say, compared with any day."""
    since, rest = take_since([arguments.compared_with], today=snapshot_day(call.now))
    if rest:
        raise BadOption(option=f"compared_with={arguments.compared_with}", usage="compared_with=7d")
    tag, name = arguments.tag.removeprefix("#"), arguments.program
    scope = Scope(fleet=True, tag=tag) if tag else take_scope([name])[0]
    found = await read_changes(
        call.usecases, call.viewpoint, since, now=call.now, scope=scope, name="" if scope.fleet else name
    )
    changes = _marked(found)
    return Answer(changes_message(changes, call.texts, call.zone), changes)


def _marked(changes: Changes) -> Changes:
    return replace(
        changes,
        programs=tuple(each.of(marked_program(each.program)) for each in changes.programs),
        unread=tuple(replace(each, program=_marked_name(each.program)) for each in changes.unread),
        fleet=_marked_fleet(changes.fleet) if changes.fleet else None,
        decisions=tuple(map(marked_decision, changes.decisions)),
        authorisations=tuple(replace(each, program=marked_program(each.program)) for each in changes.authorisations),
    )


def _marked_name(program: Program | str) -> Program | str:
    return marked(program) if isinstance(program, str) else marked_program(program)


def _marked_fleet(fleet: ChangedFleet) -> ChangedFleet:
    names = {appid: marked_program(program) for appid, program in fleet.names.items()}
    return replace(fleet, names=names, ready=tuple(map(marked_program, fleet.ready)))


def _marked_report(report: FleetReport) -> FleetReport:
    rows = (replace(row, program=marked_program(row.program)) for row in report.rows)
    return replace(report, rows=tuple(rows))


class OfPerson(Arguments):
    """Of `what_waits`: the person is known."""


@dataclass(frozen=True, slots=True)
class _Told:
    """What waits, with the call whose sentences tell it."""

    waiting: Waiting
    call: Call

    @property
    def rows(self) -> list[tuple[FleetRow, str]]:
        """The programs that need attention, each with its cause."""
        waiting, call = self.waiting, self.call
        return [(row, cause_text(row, waiting, call.texts, call.zone)) for row in waiting.rows[:ROWS]]

    @property
    def digests(self) -> list[tuple[str, str]]:
        """The channels whose digests fail, each with the cause."""
        found = self.waiting.digests[:ROWS]
        return [(each.subscription.channel_id, failing_text(each, self.call.texts)) for each in found]


def _program_of(row: tuple[FleetRow, str]) -> Program:
    return row[0].program


_ROW: Final = Schema[tuple[FleetRow, str]](
    "Needs",
    **PROGRAM.of(_program_of),
    standing=field(TEXT, lambda each: each[0].standing),
    cause=field(TEXT, lambda each: each[1]),
    since=field(maybe(DAY), lambda each: each[0].failing_since),
)
_FAILING: Final = Schema[tuple[str, str]](
    "FailingDigest", channel=field(TEXT, lambda each: each[0]), cause=field(TEXT, lambda each: each[1])
)
_WAITING: Final = Schema[_Told](
    "Waiting",
    waits=field(FLAG, lambda told: not told.waiting.nothing),
    votes=field(many(DECISION), lambda told: told.waiting.votes[:ROWS]),
    to_set=field(many(DECISION), lambda told: told.waiting.to_set[:ROWS]),
    attention_count=field(COUNT, lambda told: told.waiting.listed),
    attention=field(many(_ROW), lambda told: told.rows),
    failing_digests=field(many(_FAILING), lambda told: told.digests),
    link_to_authorise=field(maybe(TEXT), lambda told: told.waiting.link or None),
)


@tool(_WAITING, kept=True)
async def what_waits(call: Call, arguments: OfPerson) -> Answer[_Told]:
    """Return what waits for the person who asks."""
    del arguments
    if call.find_waiting is None:
        raise AskerUnknown
    found = await call.find_waiting()
    waiting = replace(
        found,
        votes=tuple(map(marked_decision, found.votes)),
        to_set=tuple(map(marked_decision, found.to_set)),
        attention=_marked_report(found.attention) if found.attention else None,
    )
    return Answer(waiting_message(waiting, call.texts, call.zone), _Told(waiting, call))


class OfProposal(Arguments):
    """Of `propose_minimum`."""

    program: Name
    version: VersionText
    reason: Annotated[str, Field(min_length=1, max_length=500)]
    acknowledged_loss_percent: Annotated[float, Field(ge=0, le=100)]
    channel: Annotated[str, Field(pattern=r"^[CG][A-Z0-9]{1,31}$")]
    planned_day: date | None = None
    scan: Annotated[str, Field(max_length=1000)] = ""


_PROPOSED: Final = Schema[Proposed](
    "Proposed",
    number=field(COUNT, lambda proposed: proposed.decision.number),
    program=field(PROGRAM, lambda proposed: Program(Visible(proposed.decision.appid))),
    version=field(VERSION, lambda proposed: proposed.decision.version),
    loss_percent=field(RANGE, lambda proposed: proposed.decision.evidence.loss),
    channel=field(TEXT, lambda proposed: proposed.decision.channel_id),
    posted=field(FLAG, lambda proposed: proposed.posted),
    votes_needed=field(COUNT, lambda proposed: proposed.decision.needed),
)


@tool(_PROPOSED, writes=True)
async def propose_minimum(call: Call, arguments: OfProposal) -> Answer[Proposed]:
    """Propose a minimum for the person."""
    if call.propose is None:
        raise NotAllowed(needed="admin")
    key = "mcp-through-slackbot" if call.through is Through.SLACKBOT else "mcp-through-agent"
    proposal = Proposal(
        Version.parse(arguments.version),
        call.texts(key, reason=arguments.reason)[:LONGEST_REASON],
        proposer_id=call.user_id,
        locale=call.texts.locale,
        enclosed=Enclosed(arguments.planned_day, typed_scan(arguments.scan, given_by=call.user_id)),
        acknowledged=Decimal(f"{arguments.acknowledged_loss_percent:.6f}"),
        through=call.through,
    )
    seen = Viewpoint(call.team_id, arguments.channel, call.role, public=True)
    proposed = await call.propose(seen, arguments.program, proposal, now=call.now)
    return Answer(proposed_message(proposed.decision, call.texts, posted=proposed.posted), proposed)
