"""Somebody who is to be given a role: asks which."""

from bot.blocks.access import role_view
from bot.blocks.controls import ACCESS_PERSON, Control
from bot.blocks.message import Message
from bot.domain.access import Permission
from bot.domain.access_words import read_person
from handlers.actions.registry import Action
from handlers.commands import access
from handlers.desk import Question


async def answer(question: Question, control: Control) -> Message | None:
    """As `/baselib access grant <person>`; on the Home tab in a modal."""
    if question.at_home:
        view = role_view(read_person(control.text), question.texts)
        await question.desk.messenger.open_view(question.team_id, question.asker.trigger_id, view)
        return None
    return await access.answer(question, ["grant", control.text])


ACTION = Action(ACCESS_PERSON, answer, Permission.GOVERN)
