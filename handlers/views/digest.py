"""The submitted forms of a digest: its schedule, and its pause."""

from bot.blocks.digest.form import UNTIL, read_schedule_view
from bot.blocks.digest.subscription import subscribed_message
from bot.blocks.kit.controls import DIGEST_OFF_VIEW, DIGEST_PAUSE_VIEW, DIGEST_SCHEDULE_VIEW
from bot.blocks.kit.elements import Message
from bot.blocks.kit.forms import field_error
from bot.domain.access.roles import Permission
from bot.errors import BadPause, BadSchedule
from bot.usecases.digest.change import check_pause
from handlers.answering import Answer
from handlers.answers.digest import form_subscription, named_subscription, owner_after, pause
from handlers.commands import digest
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
        presence = await request.usecases.find_bot(request.team_id, control.channel_id)
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
