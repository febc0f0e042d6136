"""Change: opens the form of the channel's digest."""

from bot.blocks.controls import DIGEST_CHANGE, Control
from bot.domain.access import Permission
from handlers.actions.registry import Action
from handlers.desk import Question
from handlers.forms import open_form
from handlers.order import named_order


async def answer(question: Question, control: Control) -> None:
    """A modal filled with the order as it stands."""
    await named_order(question, question.channel_id, control)
    await open_form(question)


ACTION = Action(DIGEST_CHANGE, answer, Permission.ORDER)
