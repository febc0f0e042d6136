"""A field of the form that moves the next runs: they are shown anew."""

from bot.blocks.controls import DIGEST_FORM
from bot.domain.access import Permission
from handlers.actions.registry import Action, in_no_message
from handlers.forms import refresh

ACTION = Action(DIGEST_FORM, in_no_message, Permission.ORDER, in_form=refresh)
