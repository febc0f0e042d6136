"""Previous: the page before the one shown."""

from bot.blocks.controls import PROGRAMS_PREVIOUS
from bot.domain.access import Permission
from handlers.actions.programs_next import answer
from handlers.actions.registry import Action

ACTION = Action(PROGRAMS_PREVIOUS, answer, Permission.VIEW, replaces=True)
