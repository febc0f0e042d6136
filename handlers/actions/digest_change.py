"""Change: opens the form for the channel's schedule."""

from bot.blocks.controls import DIGEST_CHANGE, Control
from bot.blocks.schedule_view import schedule_view
from handlers.actions.registry import Action
from handlers.desk import Question


async def answer(question: Question, _control: Control) -> None:
    """A modal filled with the order as it stands."""
    status = await question.usecases.show_digest(question.team_id, question.channel_id, now=question.now)
    view = schedule_view(status.subscription, question.texts)
    await question.desk.messenger.open_view(question.team_id, question.asker.trigger_id, view)


ACTION = Action(DIGEST_CHANGE, answer)
