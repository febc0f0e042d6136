"""A field of the form that moves the next runs: they are shown anew."""

from bot.blocks.controls import DIGEST_FORM, Control
from bot.domain.access import Permission
from bot.errors import StaleControl
from handlers.actions.registry import Action
from handlers.desk import Question
from handlers.forms import refresh


async def answer(_question: Question, _control: Control) -> None:
    """Such a field stands in a modal only.

    Raises:
        StaleControl: always.
    """
    raise StaleControl


ACTION = Action(DIGEST_FORM, answer, Permission.ORDER, in_form=refresh)
