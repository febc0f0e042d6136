"""The select of the programs that a person follows."""

from typing import Any

from bot.blocks.controls import HOME_FOLLOW, Control
from bot.blocks.message import Message
from bot.domain.access import Permission
from bot.errors import StaleControl
from handlers.actions.registry import Action
from handlers.desk import Question


async def answer(question: Question, control: Control) -> Message | None:
    """Only the tab has this select, and its choices are more than a control carries."""
    del question, control
    raise StaleControl


async def at_home(question: Question, payload: dict[str, Any]) -> None:
    """Those chosen now."""
    try:
        appids = [str(option["value"]) for option in payload["selected_options"]]
    except (KeyError, TypeError) as error:
        raise StaleControl from error
    await question.usecases.at_home.follow(question.seen, question.asker.user_id, appids)


ACTION = Action(HOME_FOLLOW, answer, Permission.VIEW, at_home=at_home)
