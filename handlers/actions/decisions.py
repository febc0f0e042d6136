"""Buttons of a decision's card, of its programs, of the list of decisions, and "Propose"."""

import re
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import Final

from bot.blocks.decisions.form import back_message, decline_view, propose_fleet_view, propose_view, reading_fleet_view
from bot.blocks.decisions.messages import changed_message, voted_message
from bot.blocks.decisions.programs import states_of
from bot.blocks.kit import controls
from bot.blocks.kit.controls import Control
from bot.blocks.kit.elements import Message, View
from bot.domain.access import Permission
from bot.domain.decisions.decision import Decision, Origin, RunStatus
from bot.domain.decisions.program import ProgramState
from bot.errors import StaleControl
from bot.usecases.app import App
from bot.usecases.decisions.change import (
    approve_decision,
    check_decision,
    preview_roll_back,
    roll_back_decision,
    say_program_set,
    start_setting,
    take_back_word,
    turn_run,
    withdraw_decision,
    withdraw_vote,
)
from bot.usecases.decisions.propose import check_place
from handlers.actions.registry import action
from handlers.answering import show
from handlers.answers.decisions import decision_of, list_programs, look_at_fleet, origin, programs_of
from handlers.answers.decisions import propose as put_forward
from handlers.answers.reports import take_decision_away, take_programs_away
from handlers.context import Request


@action(controls.DECISION_PROPOSE, Permission.DECIDE)
async def propose(request: Request, control: Control) -> None:
    """Propose: open the form, for the program and version of the answer."""
    if control.version is None:
        raise StaleControl
    program = await request.usecases.visible.existing(request.viewpoint, control.appid)
    check_place(request.channel_id, program)
    await request.open_view(propose_view(program, control.version, request.channel_id, request.texts))


@action(controls.ROLLOUT_PROPOSE, Permission.DECIDE, stored=True)
async def propose_many(request: Request, control: Control) -> None:
    """Propose: open the form with the preview, for the version and the programs of the answer."""
    programs, texts = programs_of(control), request.texts
    check_place(request.channel_id, None, control.text)

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
    return await put_forward(request, programs_of(control))


_Press = Callable[[App, Decision, Origin], Awaitable[Decision]]
_PressOne = Callable[[App, Decision, Origin, int], Awaitable[Decision]]
_PRESSES: Final[Mapping[str, tuple[Permission, _Press]]] = {
    controls.DECISION_APPROVE: (Permission.DECIDE, approve_decision),
    controls.DECISION_UNVOTE: (Permission.VIEW, withdraw_vote),
    controls.DECISION_WITHDRAW: (Permission.DECIDE, withdraw_decision),
    controls.DECISION_CHECK: (Permission.DECIDE, check_decision),
    controls.DECISION_SET: (Permission.DECIDE, say_program_set),
    controls.DECISION_NOT_YET: (Permission.DECIDE, take_back_word),
    controls.DECISION_SET_NOW: (Permission.DECIDE, start_setting),
    controls.ROLLOUT_START: (Permission.DECIDE, start_setting),
    controls.ROLLOUT_PAUSE: (Permission.GOVERN, partial(turn_run, status=RunStatus.PAUSED)),
    controls.ROLLOUT_RESUME: (Permission.GOVERN, partial(turn_run, status=RunStatus.RUNNING)),
    controls.ROLLOUT_END: (Permission.GOVERN, partial(turn_run, status=RunStatus.ENDED)),
}
"""The buttons of a card that change its decision at once."""
_VOTES: Final = (controls.DECISION_APPROVE, controls.DECISION_UNVOTE)
_PLACE: Final = re.compile("[0-9]{1,6}")
_STOPS: Final = (controls.ROLLOUT_PAUSE, controls.ROLLOUT_END)
"""Their answers name the calls that are under way."""


async def _press(name: str, request: Request, control: Control) -> Message:
    """Return what the decision of a card is after a press."""
    press = _PRESSES[name][1]
    after = await press(request.usecases, await decision_of(request, control), origin(request))
    if name in _VOTES:
        return voted_message(after, request.texts)
    calling = after.tally.count(ProgramState.CALLING) if name in _STOPS else None
    return changed_message(after, request.texts, calling=calling)


for _name, (_permission, _) in _PRESSES.items():
    action(_name, _permission)(partial(_press, _name))


@action(controls.DECISION_DECLINE, Permission.DECIDE)
async def decline(request: Request, control: Control) -> None:
    """Decline: open the form for the reason."""
    await request.open_view(decline_view(await decision_of(request, control), request.texts))


# The card's button opens the preview; the preview's own one changes it.
@action(controls.DECISION_ROLL_BACK, Permission.GOVERN, replaces=lambda control: control.page > 0)
async def roll_back(request: Request, control: Control) -> Message:
    """Roll back: set the former minimums again; of many, once the admin has seen how many there are."""
    draft = await preview_roll_back(request.usecases, await decision_of(request, control), origin(request))
    if draft.decision.fleet and control.page != len(draft.back):
        return back_message(draft, request.texts, changed=control.page > 0)
    return changed_message(await roll_back_decision(request.usecases, draft, origin(request)), request.texts)


async def _tick(press: _PressOne, request: Request, control: Control) -> Message:
    """I have set it, or not yet: one of the programs of a list, whose place is the control's text."""
    if not _PLACE.fullmatch(control.text):
        raise StaleControl
    decision = await request.usecases.decisions.one(request.viewpoint, control.subject_id)
    await press(request.usecases, decision, origin(request), int(control.text))
    return await programs(request, control)


action(controls.ROLLOUT_SAID, Permission.DECIDE, replaces=True)(partial(_tick, say_program_set))
action(controls.ROLLOUT_NOT_YET, Permission.DECIDE, replaces=True)(partial(_tick, take_back_word))


# The card's button opens the list; the list's own controls change it.
@action(controls.ROLLOUT_PREVIOUS, Permission.VIEW, replaces=True, stored=True)
@action(controls.ROLLOUT_NEXT, Permission.VIEW, replaces=True, stored=True)
@action(controls.ROLLOUT_PROGRAMS, Permission.VIEW, replaces=lambda control: bool(control.only), stored=True)
async def programs(request: Request, control: Control) -> Message:
    return await list_programs(request, control.subject_id, states_of(control), control.page)


@action(controls.ROLLOUT_CSV, Permission.VIEW, stored=True)
async def csv(request: Request, control: Control) -> Message:
    """Return the programs as a file in a direct message."""
    decision, found = await request.usecases.decisions.programs(request.viewpoint, control.subject_id)
    return await take_programs_away(request, decision, found)


@action(controls.DECISION_EXPORT, Permission.VIEW)
async def export(request: Request, control: Control) -> Message:
    decision, transitions = await request.usecases.decisions.whole(request.viewpoint, control.subject_id)
    return await take_decision_away(request, decision, transitions)
