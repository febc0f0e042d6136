"""What the command, the form and the buttons of decisions share."""

from dataclasses import replace

from bot.blocks.decisions.form import preview_message
from bot.blocks.decisions.messages import proposed_message
from bot.blocks.decisions.programs import programs_message
from bot.blocks.kit.controls import READY, Control
from bot.blocks.kit.elements import Message
from bot.domain.decisions.decision import Decision, Origin
from bot.domain.decisions.evidence import Enclosed
from bot.domain.decisions.program import ProgramState
from bot.domain.decisions.proposable import Draft, Proposal
from bot.domain.scan.scan import typed_scan
from bot.errors import StaleControl
from bot.usecases.decisions.change import find_decision
from bot.usecases.decisions.propose import draft_proposal, propose_decision
from handlers.context import Request


async def propose(request: Request, proposal: Proposal) -> Message:
    """Put the requester's proposal into the request's channel, and confirm it.

    Many programs are looked at first: the preview, also where it has changed since.
    """
    proposed = await propose_decision(request.usecases, request.viewpoint, _by(request, proposal), now=request.now)
    if isinstance(proposed, Draft):
        return preview_message(proposed, request.texts, changed=proposal.looked_at is not None)
    return proposed_message(proposed.decision, request.texts, posted=proposed.posted)


async def look_at_fleet(request: Request, proposal: Proposal) -> Draft:
    """Return the requester's proposal for many programs before it is one."""
    return await draft_proposal(request.usecases, request.viewpoint, _by(request, proposal), now=request.now)


def programs_of(control: Control) -> Proposal:
    """Return what a button or a form proposes."""
    if control.version is None:
        raise StaleControl
    return Proposal(
        control.version,
        control.words,
        tag=control.text,
        ready=control.only == READY,
        enclosed=Enclosed(control.day, typed_scan(control.scan, given_by=control.owner_id)),
        looked_at=control.subject_id,
    )


def _by(request: Request, proposal: Proposal) -> Proposal:
    return replace(proposal, proposer_id=request.requester.user_id, locale=request.texts.locale)


async def decision_of(request: Request, control: Control) -> Decision:
    return await find_decision(request.usecases, request.team_id, request.channel_id, control.subject_id)


async def list_programs(request: Request, decision_id: str, states: tuple[ProgramState, ...], page: int = 0) -> Message:
    """Return a page of the programs of a fleet's decision, as they are now."""
    found = await request.usecases.decisions.page(request.viewpoint, decision_id, states=states, page=page)
    return programs_message(found, request.texts, console=request.usecases.options.console)


def origin(request: Request) -> Origin:
    """Who does this, when, and from which message."""
    return Origin(request.requester.user_id, request.now, request.requester.message_ts)
