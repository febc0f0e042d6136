"""`/baselib programs add`: the link with which a merchant's admin authorises a Mini Program."""

from bot.blocks.authorise_link import authorise_link_message
from bot.blocks.message import Message
from bot.domain.authorisation import Origin
from handlers.desk import Question


async def answer_add(question: Question) -> Message:
    """A new link; what becomes of it is told in the channel where it was asked for.

    Raises:
        NoPlatform: programs are not authorised here.
        StorageUnavailable: it is not known whether the link works now.
    """
    origin = Origin(question.team_id, question.channel_id, question.asker.user_id)
    link, missing = await question.usecases.hand_out_link(origin, now=question.now)
    return authorise_link_message(link, question.texts, missing)
