"""Propose a decision."""

import asyncio
from contextlib import nullcontext
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final
from uuid import uuid4

from bot.domain.access import AuditAction, AuditEntry, Viewpoint
from bot.domain.agents import Through
from bot.domain.decisions.decision import Decision
from bot.domain.decisions.evidence import AnyEvidence, Caution, Evidence, FleetEvidence, at_large, seal_of
from bot.domain.decisions.program import FleetProgram, ProgramState, tally_of
from bot.domain.decisions.proposable import (
    Candidate,
    Draft,
    Obstacle,
    Proposal,
    arrange,
    cautions_of,
    evidence_of,
    fleet_evidence,
    judge,
    obstacle,
)
from bot.domain.decisions.steps import card
from bot.domain.delivery import LEASE, DeliveryState
from bot.domain.fleet_row import Asked
from bot.domain.numbers.meaning import shown_percent
from bot.domain.numbers.snapshot import NOBODY, snapshot_day
from bot.domain.programs import Program, folded
from bot.errors import LossNotAcknowledged, NoProposal, NothingToRaise, NotInChannel
from bot.lib.cache import batches
from bot.usecases.app import App
from bot.usecases.decisions.change import allow_deciding
from bot.usecases.deliver import refusal_of
from bot.usecases.fleet import fleet_of
from bot.usecases.forecast import raise_minimum
from bot.usecases.programs.choose import choose_program

_CHANNELS: Final = ("C", "G")
"""How the ids of channels begin."""
_AT_ONCE: Final = 100
"""Snapshots that are decoded in one go, off the event loop."""


@dataclass(frozen=True, slots=True)
class Proposed:
    """A proposal whose card is in the channel, or on its way."""

    decision: Decision
    posted: bool
    """False while Slack is busy, or its answer got lost: the card is delivered like any message."""


def check_place(channel_id: str, program: Program | None, tag: str = "") -> None:
    """Check what can be known before anything is read.

    Raises:
        NoProposal: the program has no minimum, or it is a direct message, where there are no others who can vote.
    """
    if program and program.is_all_of_wechat:
        raise NoProposal(because=Obstacle.ALL_OF_WECHAT, program=program.name)
    if not channel_id.startswith(_CHANNELS):
        raise NoProposal(because=Obstacle.DIRECT, program=program.name if program else tag)


def _audit_of(decision: Decision, through: Through) -> AuditEntry:
    after = {"version": decision.version.text, "channel": decision.channel_id, "through": through.value}
    by, at = decision.proposer_id, decision.proposed_at
    return AuditEntry(decision.team_id, at, by, AuditAction.AGENT_PROPOSED, decision.id, after=after)


async def freeze_many(
    app: App, seen: Viewpoint, proposal: Proposal, *, now: datetime
) -> tuple[FleetEvidence, tuple[FleetProgram, ...]]:
    """Return the evidence for raising many programs, and those with the ones left out.

    What is kept is taken, as `/baselib fleet raise` does: thousands of readings would take too long.

    Raises:
        NoProgram: there is none.
        UnknownTag: no program has the tag.
        NothingToRaise: the numbers of none of them are a basis for it.
        StorageUnavailable: nothing can be looked up.
    """
    version, ready = proposal.version, proposal.ready
    fleet = await app.kept.programs.appids(await fleet_of(app.kept.programs, seen, tag=proposal.tag))
    busy, listed = await app.kept.decisions.busy(seen.team_id), False
    broken = await app.reports.public_break(snapshot_day(now))
    # Where no merchant has opted in, people set all of them by hand.
    may = await app.may_set.among(seen.team_id, fleet)
    judged, found = list[FleetProgram](), set[Caution]()
    for appids in batches(fleet, _AT_ONCE):
        some = await app.kept.programs.found(Asked(seen, appids=appids))
        newest = await app.kept.snapshots.newest(seen.team_id, appids, before=date.max)
        losses = await app.kept.snapshots.losses(seen.team_id, appids, version)
        candidates = [
            Candidate(
                each,
                newest.get(each.appid),
                known.loss if (known := losses.get(each.appid)) else None,
                open=each.appid in busy,
                allowed=not may or each.appid in may,
            )
            for each in some
        ]
        rows = await asyncio.to_thread(judge, candidates, version, ready=ready, now=now)
        judged, found = [*judged, *rows], found | cautions_of(candidates, rows, version)
        listed = listed or any(each.lists(version) for each in candidates)
    programs = await asyncio.to_thread(arrange, judged)
    if all(each.state is ProgramState.LEFT_OUT for each in programs):
        raise NothingToRaise(version=version.text, programs=len(programs))
    public, clients = at_large(await app.kept.public_snapshots.latest(), version)
    evidence = await asyncio.to_thread(
        fleet_evidence,
        programs,
        version,
        tag=folded(proposal.tag),
        ready=ready,
        listed=listed,
        found=found,
        public=public,
        clients=clients,
        broken=broken,
        now=now,
        enclosed=proposal.enclosed,
    )
    return evidence, programs


async def propose_decision(app: App, seen: Viewpoint, proposal: Proposal, *, now: datetime) -> Proposed | Draft:
    """Freeze the numbers and put the card into the channel; a draft where many are not what was looked at.

    `/baselib propose`, and the forms behind "Propose": one program at once, many after a preview.

    Raises:
        BotError: see `draft_proposal`, or Slack does not take the card; nothing is proposed.
    """
    draft = await draft_proposal(app, seen, proposal, now=now)
    if proposal.program is None and draft.mark != proposal.looked_at:
        return draft
    return await _put_forward(app, draft, now=now)


async def propose_from_afar(app: App, seen: Viewpoint, name: str, proposal: Proposal, *, now: datetime) -> Proposed:
    """Propose one program for a person who need not be there now: through an agent, or in a workflow.

    It makes the card that the person would make there, or finds what an earlier attempt has proposed.

    Args:
        seen: from the channel.
        name: the program as it was named.
        proposal: without the program.

    Raises:
        NotInChannel: the proposer is not there.
        NoProgram, UnknownProgram, AmbiguousProgram, ProgramRestricted: the program does not exist there.
        BotError: as `propose_decision`; also when Slack refused the card of an earlier attempt.
    """
    if proposal.decision_id and (earlier := await app.kept.decisions.get(seen.team_id, proposal.decision_id)):
        return await _outcome(app, earlier)
    if not await app.people.is_member(seen.team_id, seen.channel_id, proposal.proposer_id):
        raise NotInChannel
    program = await choose_program(app, seen, name)
    draft = await draft_proposal(app, seen, replace(proposal, program=program), now=now)
    return await _put_forward(app, draft, now=now)


async def draft_proposal(app: App, seen: Viewpoint, proposal: Proposal, *, now: datetime) -> Draft:
    """Freeze the numbers, and keep nothing.

    Raises:
        NoProposal: it is a direct message, the planned day is over, its program has
            an open decision, its numbers are suspicious or old, or its minimum is that high already.
        MeaningUnproved: the meaning of its numbers is not known.
        OperatorError, TemporaryError: WeChat could not be read, and nothing is kept.
        NoProgram, UnknownTag, NothingToRaise: see `freeze_many`.
        NotAllowed, OutsiderDecides: the proposer may not.
        LossNotAcknowledged: it is another one now.
        StorageUnavailable: nothing can be looked up.
    """
    await allow_deciding(app, seen.team_id, proposal.proposer_id)
    check_place(seen.channel_id, proposal.program, proposal.tag)
    planned = proposal.enclosed.planned
    if planned and planned < snapshot_day(now):
        raise NoProposal(because=Obstacle.PAST, program=proposal.tag)
    programs: tuple[FleetProgram, ...] = ()
    if program := proposal.program:
        evidence: AnyEvidence = await _freeze(app, seen.team_id, program, proposal, now=now)
    else:  # the card is for the whole channel, so an admin's wider view does not count
        channel = Viewpoint.of_channel(seen.team_id, seen.channel_id)
        evidence, programs = await freeze_many(app, channel, proposal, now=now)
    shown = shown_percent(evidence.loss.high)
    if proposal.acknowledged not in (None, shown):
        raise LossNotAcknowledged(loss=f"{shown or 0}")
    tally = tally_of(programs)
    rule, count = await app.kept.access_rules.quorum(seen.team_id), tally.all or 1
    needed = rule.needed(evidence.loss, count, evidence.people if evidence.counted else None)
    if needed > rule.needed(evidence.loss, count, evidence.people or NOBODY):
        evidence = replace(evidence, cautions=(*evidence.cautions, Caution.UNCOUNTED))
    decision = Decision(
        proposal.decision_id or uuid4().hex,
        seen.team_id,
        seen.channel_id,
        proposal.proposer_id,
        now,
        evidence,
        seal_of(evidence),
        needed + proposal.absent,
        proposal.locale,
        proposal.reason,
        tally=tally,
    )
    return Draft(proposal, decision, programs)


async def _freeze(app: App, team_id: str, program: Program, proposal: Proposal, *, now: datetime) -> Evidence:
    """One program is read now, as `/baselib raise` does."""
    if await app.kept.decisions.open_for(team_id, program.appid):
        raise NoProposal(because=Obstacle.OPEN, program=program.name)
    report = await app.read_report(team_id, program, now=now)
    answer = await raise_minimum(app, team_id, report, proposal.version)
    if found := obstacle(answer, now=now):
        raise NoProposal(because=found, program=program.name)
    public, clients = at_large(await app.kept.public_snapshots.latest(), proposal.version)
    broken = await app.read_report.reports.public_break(snapshot_day(now))
    return evidence_of(answer, public, clients, now=now, broken=broken, enclosed=proposal.enclosed)


async def _put_forward(app: App, draft: Draft, *, now: datetime) -> Proposed:
    """Record and deliver the card; a crash in between leaves a draft whose card is delivered later."""
    decision, through = draft.decision, draft.proposal.through
    delivery = card(decision, lease_until=now + LEASE)
    async with app.kept.audit.recording(_audit_of(decision, through)) if through else nullcontext():
        added = await app.kept.decisions.add(decision, delivery, draft.programs)
        if added is None:  # another person was quicker
            raise NoProposal(because=Obstacle.OPEN, program=decision.evidence.name)
    await app.deliver(delivery, now=now)
    return await _outcome(app, added)


async def _outcome(app: App, decision: Decision) -> Proposed:
    delivery = card(decision, lease_until=decision.proposed_at)
    found = await app.kept.deliveries.get(decision.team_id, delivery.id)
    if found is not None and found.state in (DeliveryState.FAILED, DeliveryState.SKIPPED):
        raise refusal_of(found)
    sent = found is not None and found.state is DeliveryState.SENT
    return Proposed(decision, sent or bool(decision.card_ts))
