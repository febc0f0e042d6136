"""Buttons of decisions for many programs."""

from bot.blocks.decisions.form import propose_fleet_view, reading_fleet_view
from bot.blocks.decisions.list import changed_message
from bot.blocks.decisions.rollout.programs import states_of
from bot.blocks.kit import controls
from bot.blocks.kit.controls import Control
from bot.blocks.kit.message import Message, View
from bot.domain.access.roles import Permission
from bot.errors import StaleControl
from bot.usecases.decisions.put_forward import check_channel
from handlers.actions.registry import action
from handlers.answering import show
from handlers.answers.decisions import decision_of, list_programs, look_at_fleet, origin, programs_of, propose_fleet
from handlers.answers.export import take_programs_away
from handlers.context import Request


@action(controls.ROLLOUT_PROPOSE, Permission.DECIDE, stored=True)
async def propose(request: Request, control: Control) -> None:
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


@action(controls.ROLLOUT_SAID, Permission.DECIDE, replaces=True)
async def say_set(request: Request, control: Control) -> Message:
    """I have set it: this one of the programs."""
    return await _say(request, control, is_set=True)


@action(controls.ROLLOUT_NOT_YET, Permission.DECIDE, replaces=True)
async def say_not_yet(request: Request, control: Control) -> Message:
    """Not yet: this one is not set after all."""
    return await _say(request, control, is_set=False)


async def _say(request: Request, control: Control, *, is_set: bool) -> Message:
    if not control.text.isdecimal():
        raise StaleControl
    decision, _ = await request.usecases.deciding.list.whole(request.viewpoint, control.subject_id)
    await request.usecases.deciding.say_set(decision, int(control.text), origin(request), is_set=is_set)
    return await programs(request, control)


@action(controls.ROLLOUT_CSV, Permission.VIEW, stored=True)
async def csv(request: Request, control: Control) -> Message:
    """The programs as a file in a direct message."""
    decision, found = await request.usecases.deciding.programs.every(request.viewpoint, control.subject_id)
    return await take_programs_away(request, decision, found)


@action(controls.ROLLOUT_START, Permission.DECIDE)
async def start(request: Request, control: Control) -> Message:
    """Set all: Baselib begins with the first program."""
    decision = await decision_of(request, control)
    after = await request.usecases.deciding.rollout.start(decision, origin(request))
    return changed_message(after, request.texts)


@action(controls.ROLLOUT_PAUSE, Permission.GOVERN)
async def pause(request: Request, control: Control) -> Message:
    """Pause: nothing more is set until an admin resumes it."""
    decision = await decision_of(request, control)
    after, calling = await request.usecases.deciding.rollout.pause(decision, origin(request))
    return changed_message(after, request.texts, calling=calling)


@action(controls.ROLLOUT_RESUME, Permission.GOVERN)
async def resume(request: Request, control: Control) -> Message:
    """Resume, also after a rule has stopped it."""
    decision = await decision_of(request, control)
    after = await request.usecases.deciding.rollout.resume(decision, origin(request))
    return changed_message(after, request.texts)


@action(controls.ROLLOUT_END, Permission.GOVERN)
async def end(request: Request, control: Control) -> Message:
    """End: no more programs are set, for good."""
    decision = await decision_of(request, control)
    after, calling = await request.usecases.deciding.rollout.end(decision, origin(request))
    return changed_message(after, request.texts, calling=calling)
