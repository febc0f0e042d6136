"""The submitted form of a digest."""

from bot.blocks.digest.form_values import read_schedule_view, schedule_errors
from bot.blocks.digest.subscription import subscribed_message
from bot.blocks.kit.controls import DIGEST_SCHEDULE_VIEW
from bot.blocks.kit.message import Message
from bot.domain.access.roles import Permission
from bot.errors import BadSchedule
from handlers.answering import Answer
from handlers.answers.digest import form_subscription, owner_after
from handlers.context import Request
from handlers.views.registry import FieldErrors, Submitted, form_view


@form_view(DIGEST_SCHEDULE_VIEW, Permission.SUBSCRIBE)
async def read(form: Submitted) -> Answer | FieldErrors:
    """Change the subscription, or show the error under the field."""
    control = form.control
    try:
        chosen = read_schedule_view(form.view)
    except BadSchedule as error:
        return schedule_errors(error, form.texts)

    async def answer(request: Request) -> Message:
        await form_subscription(request, control)
        status = await request.usecases.digesting.subscribe(
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
        return subscribed_message(status, request.texts)

    return answer
