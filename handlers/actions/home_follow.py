"""The select of the programs that a person follows."""

from typing import Any

from bot.blocks.controls import HOME_FOLLOW
from bot.domain.access import Permission
from bot.errors import StaleControl
from handlers.actions.registry import Action, in_no_message
from handlers.desk import Question


async def at_home(question: Question, payload: dict[str, Any]) -> None:
    """Those chosen now, which are more than a control carries."""
    try:
        appids = [str(option["value"]) for option in payload["selected_options"]]
    except (KeyError, TypeError) as error:
        raise StaleControl from error
    await question.usecases.at_home.follow(question.seen, question.asker.user_id, appids)


ACTION = Action(HOME_FOLLOW, in_no_message, Permission.VIEW, at_home=at_home)
