"""Buttons of the channel's digest, and of the notices to its owner when it could not be delivered."""

from bot.blocks.digest import digest as digest_buttons
from bot.blocks.digest.notices import deleted_message, moved_message, resumed_message
from bot.blocks.digest.subscription import sure_message
from bot.blocks.kit.controls import (
    DIGEST_CHANGE,
    DIGEST_FORM,
    DIGEST_MORE,
    DIGEST_OFF,
    DIGEST_SEND_NOW,
    DIGEST_SUBSCRIBE,
    DIGEST_TEST,
    NOTICE_DELETE,
    NOTICE_MOVE,
    NOTICE_RETRY,
    Control,
)
from bot.blocks.kit.elements import Message
from bot.domain.access import Permission
from bot.errors import NoSubscription, StaleControl
from bot.usecases.digest.send_now import delete_digest, move_digest, retry_digest
from handlers.actions.registry import action, form_action
from handlers.answers.digest import named_subscription, open_form, open_pause, owner_after, preview, refresh, try_out
from handlers.commands import digest
from handlers.context import Request


@action(DIGEST_CHANGE, Permission.SUBSCRIBE)
async def change(request: Request, control: Control) -> None:
    """Change: open the form of the channel's digest, filled with the subscription."""
    await named_subscription(request, request.channel_id, control)
    await open_form(request)


def _more_permission(control: Control) -> Permission:
    """Return the permission required: everyone may view and preview a digest."""
    looked = control.choice in (digest_buttons.HISTORY, digest_buttons.TEST)
    return Permission.VIEW if looked else Permission.SUBSCRIBE


@action(DIGEST_MORE, _more_permission)
async def more(request: Request, control: Control) -> Message | None:
    """Return the menu of the channel's digest: edit, try out, pause, resume, history, off."""
    if control.choice == digest_buttons.HISTORY:  # an ended digest has one, too
        return await digest.history(request)
    subscription = (await named_subscription(request, request.channel_id, control)).subscription
    match control.choice:
        case digest_buttons.EDIT:
            await open_form(request)
        case digest_buttons.TEST:
            return await preview(request, subscription)
        case digest_buttons.PAUSE:
            await open_pause(request, subscription)
        case digest_buttons.RESUME:
            return await digest.resume(request)
        case digest_buttons.OFF:
            await owner_after(request, request.channel_id)
            return sure_message(subscription, request.texts)
        case _:
            raise StaleControl
    return None


@action(DIGEST_OFF, Permission.SUBSCRIBE, outside=True)
async def off(request: Request, control: Control) -> Message:
    """Off: end the digest of the button's channel, like `/baselib digest off`."""
    await named_subscription(request, request.channel_id, control)
    return await digest.end(request)


@action(DIGEST_SEND_NOW, Permission.SUBSCRIBE)
async def send_now(request: Request, control: Control) -> Message:
    """Send now: one more digest in the button's channel, like `/baselib digest now`."""
    await named_subscription(request, request.channel_id, control)
    return await digest.send_now(request)


@action(DIGEST_SUBSCRIBE, Permission.SUBSCRIBE)
async def subscribe(request: Request, control: Control) -> Message:
    """Weekly digest here: start the channel's digest, or show the existing one.

    It covers this program, on Monday morning in the person's zone; the Change button is beside it.
    """
    program = await request.usecases.visible.existing(request.viewpoint, control.appid)
    try:
        return await digest.show(request)
    except NoSubscription:
        return await digest.subscribe(request, ["mon", "09:00"], appids=[program.appid])


@action(NOTICE_DELETE, Permission.SUBSCRIBE)
async def delete(request: Request, control: Control) -> Message:
    """Delete, in a notice: end the digest and confirm it, in the person's language."""
    subscription = await delete_digest(
        request.usecases,
        request.team_id,
        control.subject_id,
        of=control.owner_id,
        by=request.requester.user_id,
        now=request.now,
    )
    return deleted_message(subscription, request.texts)


@action(NOTICE_MOVE, Permission.SUBSCRIBE)
async def move(request: Request, control: Control) -> Message:
    """Another channel, in a notice: move the digest and confirm it, in the person's language."""
    if not control.channel_id:
        raise StaleControl
    await request.entered(control.channel_id)
    subscription = await move_digest(
        request.usecases,
        request.team_id,
        control.subject_id,
        control.channel_id,
        of=control.owner_id,
        by=request.requester.user_id,
        now=request.now,
    )
    return moved_message(subscription, request.texts)


@action(NOTICE_RETRY, Permission.SUBSCRIBE)
async def retry(request: Request, control: Control) -> Message:
    """Try again, in a notice: send the digest, resume a paused subscription if that works, and confirm it."""
    subscription = await retry_digest(
        request.usecases,
        request.team_id,
        control.subject_id,
        of=control.owner_id,
        by=request.requester.user_id,
        now=request.now,
    )
    return resumed_message(subscription, request.texts)


form_action(DIGEST_FORM, Permission.SUBSCRIBE)(refresh)
form_action(DIGEST_TEST, Permission.SUBSCRIBE)(try_out)
