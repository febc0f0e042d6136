"""The order that a digest's button or form names."""

from bot.blocks.controls import Control
from bot.domain.due import DigestStatus
from bot.errors import StaleControl
from handlers.desk import Question


async def named_order(question: Question, channel_id: str, control: Control) -> DigestStatus:
    """The channel's order, which must be the one that the control names.

    Raises:
        StaleControl: the control is another order's.
        NoSubscription: the channel has no digest any more.
    """
    status = await question.usecases.digesting.show(question.team_id, channel_id, now=question.now)
    if status.subscription.id != control.subscription_id:
        raise StaleControl
    return status


async def owner_after(question: Question, channel_id: str) -> str:
    """Who owns the channel's order once this person has changed it.

    Raises:
        NotOwner: this person may not change it.
    """
    return await question.usecases.digesting.allow_change(question.team_id, channel_id, question.asker.user_id)
