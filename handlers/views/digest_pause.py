"""The form that pauses a digest until a date."""

from bot.blocks.digest.pause_form import pause_errors, read_pause_view
from bot.blocks.digest.subscription import paused_message
from bot.blocks.kit.controls import DIGEST_PAUSE_VIEW
from bot.blocks.kit.message import Message
from bot.domain.access.roles import Permission
from bot.errors import BadPause
from bot.usecases.digest.pause import check_pause
from handlers.answering import Answer
from handlers.answers.digest import named_subscription, owner_after
from handlers.context import Request
from handlers.views.registry import FieldErrors, Submitted, form_view


@form_view(DIGEST_PAUSE_VIEW, Permission.SUBSCRIBE)
async def read(form: Submitted) -> Answer | FieldErrors:
    """Pause, or show the error under the date.

    Before the acknowledgement the date is checked only as far as possible without the subscription: its zone can shift
    it by a day, which the answer then reports.
    """
    control = form.control
    try:
        until = read_pause_view(form.view)
        check_pause(until, await form.deps.clock.now())
    except BadPause as error:
        return pause_errors(error, form.texts)

    async def answer(request: Request) -> Message:
        await named_subscription(request, control.channel_id, control)
        status = await request.usecases.digesting.pause(
            request.team_id,
            control.channel_id,
            until,
            by=request.requester.user_id,
            owner_id=await owner_after(request, control.channel_id),
            now=request.now,
        )
        return paused_message(status, request.texts)

    return answer
