"""Change: opens the form for the channel's schedule."""

from bot.blocks.controls import DIGEST_CHANGE, Control
from bot.blocks.schedule_view import schedule_view
from handlers.actions.registry import Action
from handlers.desk import Question
from handlers.order import named_order


async def answer(question: Question, control: Control) -> None:
    """A modal filled with the order as it stands."""
    status = await named_order(question, question.channel_id, control)
    view = schedule_view(status.subscription, question.texts)
    await question.desk.messenger.open_view(question.team_id, question.asker.trigger_id, view)


ACTION = Action(DIGEST_CHANGE, answer)
