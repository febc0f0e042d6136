"""Buttons of notices about digests that could not be delivered."""

from bot.blocks.digest.notices import deleted_message, moved_message, resumed_message
from bot.blocks.kit.controls import NOTICE_DELETE, NOTICE_MOVE, NOTICE_RETRY, Control
from bot.blocks.kit.message import Message
from bot.domain.access.roles import Permission
from bot.errors import StaleControl
from handlers.actions.registry import action
from handlers.context import Request


@action(NOTICE_DELETE, Permission.SUBSCRIBE)
async def delete(request: Request, control: Control) -> Message:
    """Delete, in a notice: end the digest and confirm it, in the person's language."""
    subscription = await request.usecases.digesting.recover.delete(
        request.team_id,
        control.subscription_id,
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
    subscription = await request.usecases.digesting.recover.move(
        request.team_id,
        control.subscription_id,
        control.channel_id,
        of=control.owner_id,
        by=request.requester.user_id,
        now=request.now,
    )
    return moved_message(subscription, request.texts)


@action(NOTICE_RETRY, Permission.SUBSCRIBE)
async def retry(request: Request, control: Control) -> Message:
    """Try again, in a notice: send the digest, resume a paused subscription if that works, and confirm it."""
    subscription = await request.usecases.digesting.recover.retry(
        request.team_id,
        control.subscription_id,
        of=control.owner_id,
        by=request.requester.user_id,
        now=request.now,
    )
    return resumed_message(subscription, request.texts)
