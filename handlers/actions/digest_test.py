"""Test send to me, in the form: the digest as the form describes it."""

from bot.blocks.controls import DIGEST_TEST
from bot.domain.access import Permission
from handlers.actions.registry import Action, in_no_message
from handlers.forms import try_out

ACTION = Action(DIGEST_TEST, in_no_message, Permission.ORDER, in_form=try_out)
