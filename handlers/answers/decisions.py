"""What the command, the form and the buttons of decisions share."""

from bot.blocks.decisions.list import proposed_message
from bot.blocks.decisions.rollout.preview import preview_message
from bot.blocks.decisions.rollout.programs import programs_message
from bot.blocks.kit.controls import READY, Control
from bot.blocks.kit.message import Message
from bot.domain.decisions.decision import Decision, Origin
from bot.domain.decisions.enclosed import NOTHING, Enclosed
from bot.domain.decisions.rollout.draft import FleetDraft
from bot.domain.decisions.rollout.program import ProgramState
from bot.domain.numbers.version import Version
from bot.domain.programs.program import Program
from bot.errors import StaleControl
from bot.usecases.decisions.rollout.propose import ProposedPrograms
from handlers.context import Request


async def propose(
    request: Request, program: Program, version: Version, reason: str, enclosed: Enclosed = NOTHING
) -> Message:
    """Put a proposal into the request's channel, and confirm it."""
    proposed = await request.usecases.deciding.propose(
        request.viewpoint,
        program,
        version,
        reason,
        locale=request.texts.locale,
        proposer_id=request.requester.user_id,
        now=request.now,
        enclosed=enclosed,
    )
    return proposed_message(proposed.decision, request.texts, posted=proposed.posted)


async def look_at_fleet(request: Request, programs: ProposedPrograms, reason: str = "") -> FleetDraft:
    """A proposal for many programs before it is one."""
    return await request.usecases.deciding.propose_fleet.preview(
        request.viewpoint,
        programs,
        reason,
        locale=request.texts.locale,
        proposer_id=request.requester.user_id,
        now=request.now,
    )


async def propose_fleet(request: Request, control: Control, reason: str) -> Message:
    """Put what the requester has looked at into the channel, and confirm it; where it has changed, the new preview.

    Args:
        control: that of the preview.

    Raises:
        StaleControl: it has no version.
    """
    found = await request.usecases.deciding.propose_fleet(
        request.viewpoint,
        programs_of(control),
        reason,
        locale=request.texts.locale,
        proposer_id=request.requester.user_id,
        now=request.now,
        looked_at=control.subject_id,
    )
    if isinstance(found, FleetDraft):
        return preview_message(found, request.texts, changed=True)
    return proposed_message(found.decision, request.texts, posted=found.posted)


def programs_of(control: Control) -> ProposedPrograms:
    """The programs that a control proposes.

    Raises:
        StaleControl: it has no version.
    """
    if control.version is None:
        raise StaleControl
    return ProposedPrograms(control.version, control.text, control.only == READY)


async def decision_of(request: Request, control: Control) -> Decision:
    """The decision of a button on its card.

    Raises:
        StaleControl: there is none.
    """
    change = request.usecases.deciding.change
    return await change.find(request.team_id, request.channel_id, control.subject_id)


async def list_programs(request: Request, decision_id: str, states: tuple[ProgramState, ...], page: int = 0) -> Message:
    """A page of the programs of a fleet's decision, as they are now."""
    deciding = request.usecases.deciding
    found = await deciding.programs(request.viewpoint, decision_id, states=states, page=page)
    return programs_message(found, request.texts, console=deciding.console)


def origin(request: Request) -> Origin:
    """Who does this, when, and from which message."""
    return Origin(request.requester.user_id, request.now, request.requester.message_ts)
