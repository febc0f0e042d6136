"""The submitted form of an alert."""

from bot.blocks.alerts.alerts import alert_set_message
from bot.blocks.alerts.form import alert_errors, read_alert_view
from bot.blocks.kit.controls import ALERT_VIEW
from bot.blocks.kit.message import Message
from bot.domain.access.roles import Permission
from bot.errors import BadAlert, BadPercent, BadVersion
from handlers.answering import Answer
from handlers.context import Request
from handlers.views.registry import FieldErrors, Submitted, form_view


@form_view(ALERT_VIEW, Permission.SUBSCRIBE)
async def read(form: Submitted) -> Answer | FieldErrors:
    """Change the alert, or show the error under the condition."""
    control = form.control
    try:
        chosen = read_alert_view(form.view)
    except (BadAlert, BadPercent, BadVersion) as error:
        return alert_errors(error, form.texts)

    async def answer(request: Request) -> Message:
        done = await request.usecases.alerting.revise(
            request.viewpoint,
            control.subscription_id,
            chosen.condition,
            chosen.appid,
            mark=control.text,
            by=request.requester.user_id,
            now=request.now,
        )
        return alert_set_message(done, request.texts, request.zone, now=request.now)

    return answer
