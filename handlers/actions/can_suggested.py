"""A name that may be meant, or the other table: answers in place of the message that suggests it."""

from bot.blocks.controls import CAN_SUGGESTED
from bot.domain.access import Permission
from handlers.actions.can_option import answer
from handlers.actions.registry import Action

ACTION = Action(CAN_SUGGESTED, answer, Permission.VIEW, replaces=True)
