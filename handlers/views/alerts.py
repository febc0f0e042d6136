"""The submitted form of an alert."""

from bot.blocks.alerts.alerts import alert_set_message
from bot.blocks.alerts.form import ABOUT, AlertForm, alert_errors, condition_of, read_alert_view
from bot.blocks.kit.controls import ALERT_DELETE_VIEW, ALERT_VIEW
from bot.blocks.kit.elements import Message
from bot.domain.access.roles import Permission
from bot.domain.alerts.alert import Condition
from bot.domain.alerts.status import AlertSet
from bot.errors import BadAlert, BadPercent
from handlers.answering import Answer
from handlers.commands import alerts
from handlers.context import Request
from handlers.views.registry import FieldErrors, Submitted, form_view


@form_view(ALERT_VIEW, Permission.SUBSCRIBE)
async def read(form: Submitted) -> Answer | FieldErrors:
    """Set or change the alert, or show the error under its field."""
    control, values = form.control, read_alert_view(form.view)
    if not values.chosen:
        return {ABOUT.name: form.texts("alert-form-about-missing")}
    try:
        condition = condition_of(values)
    except (BadAlert, BadPercent) as error:
        return alert_errors(error, form.texts)

    async def answer(request: Request) -> Message:
        if control.subject_id:
            done = await request.usecases.alerting.revise(
                request.viewpoint,
                control.subject_id,
                condition,
                values.appid,
                tag=values.tag,
                mark=control.text,
                by=request.requester.user_id,
                now=request.now,
            )
        else:
            done = await _added(request, values, condition)
        presence = await request.usecases.find_bot(request.team_id, request.channel_id)
        return alert_set_message(done, request.texts, request.zone, now=request.now, presence=presence)

    return answer


async def _added(request: Request, values: AlertForm, condition: Condition) -> AlertSet:
    seen, program = request.viewpoint, None
    if values.appid:
        program = await request.usecases.visible_programs.existing(seen, values.appid)
    return await request.usecases.alerting.set.add(
        seen,
        condition,
        program,
        tag=values.tag,
        locale=request.texts.locale,
        owner_id=request.requester.user_id,
        now=request.now,
    )


@form_view(ALERT_DELETE_VIEW, Permission.SUBSCRIBE, outside=True)
async def read_delete(form: Submitted) -> Answer:
    """Delete the alert: it was confirmed on a Home tab."""
    control = form.control

    async def answer(request: Request) -> Message:
        found = await request.usecases.alerting.change.find(request.team_id, request.channel_id, control.subject_id)
        return await alerts.end(request, found)

    return answer
