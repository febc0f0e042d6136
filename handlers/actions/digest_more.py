"""The menu of a digest: edit, try out, pause, resume, history, off."""

from bot.blocks import digest_buttons
from bot.blocks.controls import DIGEST_MORE, Control
from bot.blocks.message import Message
from bot.blocks.pause_view import pause_view
from bot.blocks.subscription import sure_message
from bot.domain.access import Permission
from bot.errors import StaleControl
from bot.usecases.pause_digest import pause_ends
from handlers.actions.registry import Action
from handlers.commands import digest
from handlers.desk import Question
from handlers.forms import open_form, preview
from handlers.order import named_order, owner_after


async def answer(question: Question, control: Control) -> Message | None:
    """What was chosen, for the digest of the channel in which the menu stands."""
    if control.choice == digest_buttons.HISTORY:  # an ended digest has one, too
        return await digest.history(question)
    order = (await named_order(question, question.channel_id, control)).subscription
    match control.choice:
        case digest_buttons.EDIT:
            await open_form(question)
        case digest_buttons.TEST:
            return await preview(question, order)
        case digest_buttons.PAUSE:
            await owner_after(question, question.channel_id)
            first, _ = pause_ends(order, question.now)
            view = pause_view(order, question.texts, first=first, home=question.at_home)
            await question.desk.messenger.open_view(question.team_id, question.asker.trigger_id, view)
        case digest_buttons.RESUME:
            return await digest.pause(question, None)
        case digest_buttons.OFF:
            await owner_after(question, question.channel_id)
            return sure_message(order, question.texts)
        case _:
            raise StaleControl
    return None


def _permission(control: Control) -> Permission:
    """Anybody may look at it, and try out what it says."""
    looked = control.choice in (digest_buttons.HISTORY, digest_buttons.TEST)
    return Permission.VIEW if looked else Permission.ORDER


ACTION = Action(DIGEST_MORE, answer, _permission)
