"""The submitted forms of a digest: its schedule, and its pause."""

from bot.blocks.alert_form import ABOUT, AlertForm, alert_errors, condition_of, read_alert_view
from bot.blocks.alerts import alert_set_message
from bot.blocks.digest.form import UNTIL, read_schedule_view
from bot.blocks.digest.subscription import subscribed_message
from bot.blocks.kit.controls import (
    ALERT_DELETE_VIEW,
    ALERT_VIEW,
    DIGEST_OFF_VIEW,
    DIGEST_PAUSE_VIEW,
    DIGEST_SCHEDULE_VIEW,
)
from bot.blocks.kit.elements import Message
from bot.blocks.kit.forms import field_error
from bot.domain.access import Permission
from bot.domain.alerts.alert import Condition
from bot.domain.alerts.delivery import AlertSet
from bot.errors import BadAlert, BadPause, BadPercent, BadSchedule
from bot.usecases.alerts.change import add_alert, find_alert, revise_alert
from bot.usecases.digest.subscribe import check_pause, subscribe_channel
from bot.usecases.workspaces.bot_tokens import find_bot
from handlers.answering import Answer
from handlers.answers.digest import form_subscription, named_subscription, owner_after, pause
from handlers.commands import alerts, digest
from handlers.context import Request
from handlers.views.registry import FieldErrors, Submitted, form_view


@form_view(DIGEST_SCHEDULE_VIEW, Permission.SUBSCRIBE)
async def read_schedule(form: Submitted) -> Answer | FieldErrors:
    """Change the subscription, or show the error under the field."""
    control = form.control
    try:
        chosen = read_schedule_view(form.view)
    except BadSchedule as error:
        return field_error(error.part, error, form.texts)

    async def answer(request: Request) -> Message:
        await form_subscription(request, control)
        status = await subscribe_channel(
            request.usecases,
            request.team_id,
            control.channel_id,
            chosen.schedule,
            locale=chosen.locale,
            owner_id=await owner_after(request, control.channel_id),
            by=request.requester.user_id,
            now=request.now,
            appids=chosen.appids,
            parts=chosen.parts,
            only_changes=chosen.only_changes,
            scope=chosen.scope,
        )
        presence = await find_bot(request.usecases, request.team_id, control.channel_id)
        return subscribed_message(status, request.texts, presence)

    return answer


@form_view(DIGEST_PAUSE_VIEW, Permission.SUBSCRIBE)
async def read_pause(form: Submitted) -> Answer | FieldErrors:
    """Pause, or show the error under the date.

    Before the acknowledgement the date is checked only as far as possible without the subscription: its zone can shift
    it by a day, which the answer then reports.
    """
    control = form.control
    try:
        until = UNTIL.read(form.view)
        check_pause(until, await form.deps.clock.now())
    except BadPause as error:
        return UNTIL.error(error, form.texts)

    async def answer(request: Request) -> Message:
        await named_subscription(request, control.channel_id, control)
        return await pause(request, control.channel_id, until)

    return answer


@form_view(DIGEST_OFF_VIEW, Permission.SUBSCRIBE, outside=True)
async def read_off(form: Submitted) -> Answer:
    """End the digest: it was confirmed on a Home tab."""
    control = form.control

    async def answer(request: Request) -> Message:
        await named_subscription(request, control.channel_id, control)
        return await digest.end(request)

    return answer


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
            done = await revise_alert(
                request.usecases,
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
        presence = await find_bot(request.usecases, request.team_id, request.channel_id)
        return alert_set_message(done, request.texts, request.zone, now=request.now, presence=presence)

    return answer


async def _added(request: Request, values: AlertForm, condition: Condition) -> AlertSet:
    seen, program = request.viewpoint, None
    if values.appid:
        program = await request.usecases.visible.existing(seen, values.appid)
    return await add_alert(
        request.usecases,
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
        found = await find_alert(request.usecases, request.team_id, request.channel_id, control.subject_id)
        return await alerts.end(request, found)

    return answer
