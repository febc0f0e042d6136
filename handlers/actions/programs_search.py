"""Search: what somebody typed into the field of the list; without a text, all programs again."""

from bot.blocks.controls import PROGRAMS_SEARCH
from bot.domain.access import Permission
from handlers.actions.programs_next import answer
from handlers.actions.registry import Action

ACTION = Action(PROGRAMS_SEARCH, answer, Permission.VIEW, replaces=True)
