"""Buttons of a decision's card, of its programs, of the list of decisions, and "Propose"."""

from collections.abc import Awaitable, Callable

from bot.blocks.decisions.form import decline_view, propose_fleet_view, propose_view, reading_fleet_view
from bot.blocks.decisions.list import changed_message, voted_message
from bot.blocks.decisions.rollout.programs import states_of
from bot.blocks.decisions.rollout.run_buttons import back_message
from bot.blocks.kit import controls
from bot.blocks.kit.controls import Control
from bot.blocks.kit.message import Message, View
from bot.domain.access.roles import Permission
from bot.domain.decisions.decision import Decision, Origin
from bot.errors import StaleControl
from bot.usecases.decisions.propose import check_channel
from handlers.actions.registry import action
from handlers.answering import show
from handlers.answers.decisions import decision_of, list_programs, look_at_fleet, origin, programs_of, propose_fleet
from handlers.answers.export import take_decision_away, take_programs_away
from handlers.context import Request


async def _pressed(
    request: Request, control: Control, change: Callable[[Decision, Origin], Awaitable[Decision]]
) -> Decision:
    """What the decision of a card is after a press."""
    return await change(await decision_of(request, control), origin(request))


@action(controls.DECISION_PROPOSE, Permission.DECIDE)
async def propose(request: Request, control: Control) -> None:
    """Propose: open the form, for the program and version of the answer."""
    if control.version is None:
        raise StaleControl
    program = await request.usecases.visible_programs.existing(request.viewpoint, control.appid)
    request.usecases.deciding.propose.check_place(request.viewpoint, program)
    await request.open_view(propose_view(program, control.version, request.channel_id, request.texts))


@action(controls.ROLLOUT_PROPOSE, Permission.DECIDE, stored=True)
async def propose_many(request: Request, control: Control) -> None:
    """Propose: open the form with the preview, for the version and the programs of the answer."""
    programs, texts = programs_of(control), request.texts
    check_channel(request.channel_id, control.text)

    async def read() -> View:
        return propose_fleet_view(await look_at_fleet(request, programs), texts)

    view = reading_fleet_view(texts)
    opened = {**view, "id": await request.open_view(view)}
    await show(request.deps, request.team_id, opened, read, texts)


@action(controls.ROLLOUT_POST, Permission.DECIDE, replaces=True, stored=True)
async def post(request: Request, control: Control) -> Message:
    """Post the card, for the person who has looked at the preview."""
    if control.owner_id != request.requester.user_id:
        raise StaleControl
    return await propose_fleet(request, control, control.words)


@action(controls.DECISION_APPROVE, Permission.DECIDE)
async def approve(request: Request, control: Control) -> Message:
    """Approve: one vote a person."""
    after = await _pressed(request, control, request.usecases.deciding.change.approve)
    return voted_message(after, request.texts)


@action(controls.DECISION_UNVOTE, Permission.VIEW)
async def withdraw_vote(request: Request, control: Control) -> Message:
    """Withdraw one's vote."""
    after = await _pressed(request, control, request.usecases.deciding.change.withdraw_vote)
    return voted_message(after, request.texts)


@action(controls.DECISION_DECLINE, Permission.DECIDE)
async def decline(request: Request, control: Control) -> None:
    """Decline: open the form for the reason."""
    await request.open_view(decline_view(await decision_of(request, control), request.texts))


@action(controls.DECISION_WITHDRAW, Permission.DECIDE)
async def withdraw(request: Request, control: Control) -> Message:
    """Withdraw the proposal."""
    after = await _pressed(request, control, request.usecases.deciding.change.withdraw)
    return changed_message(after, request.texts)


@action(controls.DECISION_SET_NOW, Permission.DECIDE)
@action(controls.ROLLOUT_START, Permission.DECIDE)
async def start(request: Request, control: Control) -> Message:
    """Set now, or set all: Baselib looks at each program again, and sets it at WeChat."""
    return changed_message(await _pressed(request, control, request.usecases.deciding.run.start), request.texts)


@action(controls.ROLLOUT_RESUME, Permission.GOVERN)
async def resume(request: Request, control: Control) -> Message:
    """Resume, also after a rule has stopped it."""
    return changed_message(await _pressed(request, control, request.usecases.deciding.run.resume), request.texts)


@action(controls.ROLLOUT_PAUSE, Permission.GOVERN)
async def pause(request: Request, control: Control) -> Message:
    """Pause: nothing more is set until an admin resumes it."""
    run = request.usecases.deciding.run
    after = await _pressed(request, control, run.pause)
    return changed_message(after, request.texts, calling=await run.calling(after))


@action(controls.ROLLOUT_END, Permission.GOVERN)
async def end(request: Request, control: Control) -> Message:
    """End: no more programs are set, for good."""
    run = request.usecases.deciding.run
    after = await _pressed(request, control, run.end)
    return changed_message(after, request.texts, calling=await run.calling(after))


def _looked(control: Control) -> bool:
    """The card's button opens the preview; the preview's own one changes it."""
    return control.page > 0


@action(controls.DECISION_ROLL_BACK, Permission.GOVERN, replaces=_looked)
async def roll_back(request: Request, control: Control) -> Message:
    """Roll back: set the former minimums again; of many, once the admin has seen how many there are."""
    run = request.usecases.deciding.run
    draft = await run.preview_back(await decision_of(request, control), origin(request))
    if draft.decision.fleet and control.page != len(draft.back):
        return back_message(draft, request.texts, changed=_looked(control))
    return changed_message(await run.roll_back(draft, origin(request)), request.texts)


@action(controls.DECISION_CHECK, Permission.DECIDE)
async def check_again(request: Request, control: Control) -> Message:
    """Check again: read WeChat now."""
    found = await request.usecases.deciding.advance.check(await decision_of(request, control))
    return changed_message(found, request.texts)


@action(controls.DECISION_SET, Permission.DECIDE)
async def set_by_hand(request: Request, control: Control) -> Message:
    """I have set it: from now on WeChat is read until it shows."""
    after = await request.usecases.deciding.change.say_set(await decision_of(request, control), 0, origin(request))
    return changed_message(after, request.texts)


@action(controls.DECISION_NOT_YET, Permission.DECIDE)
async def not_yet(request: Request, control: Control) -> Message:
    """Not yet: it is not set after all."""
    after = await request.usecases.deciding.change.take_back(await decision_of(request, control), 0, origin(request))
    return changed_message(after, request.texts)


@action(controls.ROLLOUT_SAID, Permission.DECIDE, replaces=True)
async def say_set(request: Request, control: Control) -> Message:
    """I have set it: this one of the programs."""
    change = request.usecases.deciding.change
    await change.say_set(await _listed(request, control), int(control.text), origin(request))
    return await programs(request, control)


@action(controls.ROLLOUT_NOT_YET, Permission.DECIDE, replaces=True)
async def say_not_yet(request: Request, control: Control) -> Message:
    """Not yet: this one is not set after all."""
    change = request.usecases.deciding.change
    await change.take_back(await _listed(request, control), int(control.text), origin(request))
    return await programs(request, control)


async def _listed(request: Request, control: Control) -> Decision:
    """The decision of a program in a list, whose place is the control's text."""
    if not control.text.isdecimal():
        raise StaleControl
    return await request.usecases.deciding.read.one(request.viewpoint, control.subject_id)


def _turns(control: Control) -> bool:
    """The card's button opens the list; the list's own controls change it."""
    return bool(control.only)


@action(controls.ROLLOUT_PREVIOUS, Permission.VIEW, replaces=True, stored=True)
@action(controls.ROLLOUT_NEXT, Permission.VIEW, replaces=True, stored=True)
@action(controls.ROLLOUT_PROGRAMS, Permission.VIEW, replaces=_turns, stored=True)
async def programs(request: Request, control: Control) -> Message:
    """The programs, and what became of each."""
    try:
        states = states_of(control)
    except ValueError as error:
        raise StaleControl from error
    return await list_programs(request, control.subject_id, states, control.page)


@action(controls.ROLLOUT_CSV, Permission.VIEW, stored=True)
async def csv(request: Request, control: Control) -> Message:
    """The programs as a file in a direct message."""
    decision, found = await request.usecases.deciding.read.programs(request.viewpoint, control.subject_id)
    return await take_programs_away(request, decision, found)


@action(controls.DECISION_EXPORT, Permission.VIEW)
async def export(request: Request, control: Control) -> Message:
    """Export a decision as Markdown."""
    decision, transitions = await request.usecases.deciding.read.whole(request.viewpoint, control.subject_id)
    return await take_decision_away(request, decision, transitions)
