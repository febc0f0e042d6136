"""A name that may be meant, or the other table: answers in place of the message that suggests it."""

from bot.blocks.controls import CAN_SUGGESTED
from handlers.actions.can_option import answer
from handlers.actions.registry import Action

ACTION = Action(CAN_SUGGESTED, answer, replaces=True)
