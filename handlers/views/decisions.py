"""The submitted forms of decisions: a proposal, and a decline."""

from dataclasses import replace

from bot.blocks.decisions.form import DECLINE_REASON, PLANNED, REASON, VERDICT
from bot.blocks.decisions.messages import changed_message
from bot.blocks.kit.controls import DECLINE_VIEW, PROPOSE_FLEET_VIEW, PROPOSE_VIEW, SETTING_VIEW
from bot.blocks.kit.elements import Message
from bot.blocks.programs import CHOICE
from bot.domain.access import Permission
from bot.domain.decisions.evidence import Enclosed
from bot.domain.scan.scan import typed_scan
from bot.errors import NoVerdict
from bot.usecases.decisions.change import decline_decision, find_decision
from handlers.answering import Answer
from handlers.answers.decisions import origin, programs_of, propose
from handlers.commands.programs import turn_setting
from handlers.context import Request
from handlers.views.registry import FieldErrors, Submitted, form_view


@form_view(PROPOSE_FLEET_VIEW, Permission.DECIDE)
@form_view(PROPOSE_VIEW, Permission.DECIDE)
async def read_proposal(form: Submitted) -> Answer | FieldErrors:
    """Propose what the form was opened for: one program, or what was looked at in it."""
    try:
        scan = typed_scan(VERDICT.read(form.view), given_by=form.requester.user_id)
    except NoVerdict as error:
        return VERDICT.error(error, form.texts)
    enclosed, appid = Enclosed(PLANNED.read(form.view), scan), form.control.appid
    proposal = replace(programs_of(form.control), reason=REASON.read(form.view), enclosed=enclosed)

    async def answer(request: Request) -> Message:
        program = await request.usecases.visible.existing(request.viewpoint, appid) if appid else None
        return await propose(request, replace(proposal, program=program))

    return answer


@form_view(DECLINE_VIEW, Permission.DECIDE)
async def read_decline(form: Submitted) -> Answer | FieldErrors:
    reason, control = DECLINE_REASON.read(form.view), form.control

    async def answer(request: Request) -> Message:
        decision = await find_decision(request.usecases, request.team_id, control.channel_id, control.subject_id)
        after = await decline_decision(request.usecases, decision, origin(request), reason)
        return changed_message(after, request.texts)

    return answer


@form_view(SETTING_VIEW, Permission.GOVERN)
async def read(form: Submitted) -> Answer:
    """Turn it on or off, like the button of `/baselib programs setting <program>`."""
    on = CHOICE.read(form.view)

    async def answer(request: Request) -> Message:
        return await turn_setting(request, form.control.appid, on=on)

    return answer
