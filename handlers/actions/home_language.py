"""The select of the language in which a person is answered."""

from bot.blocks.controls import HOME_LANGUAGE, Control
from bot.domain.access import Permission
from handlers.actions.registry import Action
from handlers.desk import Question


async def answer(question: Question, control: Control) -> None:
    """This one from now on, everywhere; or Slack's."""
    await question.usecases.at_home.speak(question.team_id, question.asker.user_id, control.text)


ACTION = Action(HOME_LANGUAGE, answer, Permission.VIEW)
