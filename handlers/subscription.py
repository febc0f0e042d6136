"""The subscription that a digest's button or form names."""

from bot.blocks.kit.controls import Control
from bot.domain.digest.due import DigestStatus
from bot.errors import StaleControl
from handlers.context import Request


async def named_subscription(request: Request, channel_id: str, control: Control) -> DigestStatus:
    """The channel's subscription, which must be the one that the control names.

    Raises:
        StaleControl: the control names another subscription.
        NoSubscription: the channel no longer has a digest.
    """
    status = await request.usecases.digesting.show(request.team_id, channel_id, now=request.now)
    if status.subscription.id != control.subscription_id:
        raise StaleControl
    return status


async def owner_after(request: Request, channel_id: str) -> str:
    """The owner of the channel's subscription once this person has changed it.

    Raises:
        NotOwner: this person may not change it.
    """
    return await request.usecases.digesting.allow_change(request.team_id, channel_id, request.requester.user_id)
