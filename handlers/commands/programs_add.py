"""`/baselib programs add`: the link with which a merchant's admin authorises a Mini Program."""

from bot.blocks.kit.message import Message
from bot.blocks.platform.invite_link import authorise_link_message
from bot.domain.platform.authorisation import Origin
from handlers.context import Request


async def answer_add(request: Request) -> Message:
    """A new link; its outcome is posted in the channel of the request.

    Raises:
        NoPlatform: programs are not authorised here.
        StorageUnavailable: it is not known whether the link works now.
    """
    origin = Origin(request.team_id, request.channel_id, request.requester.user_id)
    link, missing = await request.usecases.create_invite_link(origin, now=request.now)
    return authorise_link_message(link, request.texts, missing)
