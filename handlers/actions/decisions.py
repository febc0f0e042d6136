"""Buttons of a decision's card, of the list of decisions, and "Propose"."""

from bot.blocks.decisions.form import decline_view, propose_view
from bot.blocks.decisions.list import changed_message, voted_message
from bot.blocks.kit import controls
from bot.blocks.kit.controls import Control
from bot.blocks.kit.message import Message
from bot.domain.access.roles import Permission
from bot.errors import StaleControl
from handlers.actions.registry import action
from handlers.answers.decisions import decision_of, origin
from handlers.answers.export import take_decision_away
from handlers.context import Request


@action(controls.DECISION_PROPOSE, Permission.DECIDE)
async def propose(request: Request, control: Control) -> None:
    """Propose: open the form, for the program and version of the answer."""
    if control.version is None:
        raise StaleControl
    program = await request.usecases.visible_programs.existing(request.viewpoint, control.appid)
    request.usecases.deciding.propose.check_place(request.viewpoint, program)
    view = propose_view(program, control.version, request.channel_id, request.texts)
    await request.open_view(view)


@action(controls.DECISION_APPROVE, Permission.DECIDE)
async def approve(request: Request, control: Control) -> Message:
    """Approve: one vote a person."""
    decision = await decision_of(request, control)
    after = await request.usecases.deciding.change.approve(decision, origin(request))
    return voted_message(after, request.texts)


@action(controls.DECISION_UNVOTE, Permission.VIEW)
async def withdraw_vote(request: Request, control: Control) -> Message:
    """Withdraw one's vote."""
    decision = await decision_of(request, control)
    after = await request.usecases.deciding.change.withdraw_vote(decision, origin(request))
    return voted_message(after, request.texts)


@action(controls.DECISION_DECLINE, Permission.DECIDE)
async def decline(request: Request, control: Control) -> None:
    """Decline: open the form for the reason."""
    decision = await decision_of(request, control)
    view = decline_view(decision, request.texts)
    await request.open_view(view)


@action(controls.DECISION_WITHDRAW, Permission.DECIDE)
async def withdraw(request: Request, control: Control) -> Message:
    """Withdraw the proposal."""
    decision = await decision_of(request, control)
    after = await request.usecases.deciding.change.withdraw(decision, origin(request))
    return changed_message(after, request.texts)


@action(controls.DECISION_SET, Permission.DECIDE)
async def set_by_hand(request: Request, control: Control) -> Message:
    """I have set it: from now on WeChat is read until it shows."""
    decision = await decision_of(request, control)
    after = await request.usecases.deciding.change.set_by_hand(decision, origin(request))
    return changed_message(after, request.texts)


@action(controls.DECISION_NOT_YET, Permission.DECIDE)
async def not_yet(request: Request, control: Control) -> Message:
    """Not yet: it is not set after all."""
    decision = await decision_of(request, control)
    after = await request.usecases.deciding.change.take_back(decision, origin(request))
    return changed_message(after, request.texts)


@action(controls.DECISION_SET_NOW, Permission.DECIDE)
async def set_now(request: Request, control: Control) -> Message:
    """Set now: look at everything again, and set it at WeChat."""
    decision = await decision_of(request, control)
    after = await request.usecases.deciding.set_minimum(decision, origin(request))
    return changed_message(after, request.texts)


@action(controls.DECISION_ROLL_BACK, Permission.GOVERN)
async def roll_back(request: Request, control: Control) -> Message:
    """Roll back: set the former minimum again."""
    decision = await decision_of(request, control)
    after = await request.usecases.deciding.set_minimum.roll_back(decision, origin(request))
    return changed_message(after, request.texts)


@action(controls.DECISION_CHECK, Permission.DECIDE)
async def check_again(request: Request, control: Control) -> Message:
    """Check again: read WeChat now."""
    decision = await decision_of(request, control)
    after = await request.usecases.deciding.advance.check(decision, now=request.now)
    return changed_message(after, request.texts)


@action(controls.DECISION_EXPORT, Permission.VIEW)
async def export(request: Request, control: Control) -> Message:
    """Export a decision as Markdown."""
    decision, transitions = await request.usecases.deciding.list.whole(request.viewpoint, control.subject_id)
    return await take_decision_away(request, decision, transitions)
