"""Test send to me, in the form: the digest as the form describes it."""

from bot.blocks.controls import DIGEST_TEST, Control
from bot.domain.access import Permission
from bot.errors import StaleControl
from handlers.actions.registry import Action
from handlers.desk import Question
from handlers.forms import try_out


async def answer(_question: Question, _control: Control) -> None:
    """It stands in the form only.

    Raises:
        StaleControl: always.
    """
    raise StaleControl


ACTION = Action(DIGEST_TEST, answer, Permission.ORDER, in_form=try_out)
