"""Connect WeChat: opens the modal that leads there."""

from bot.blocks.connect_view import elsewhere_view, way_view
from bot.blocks.controls import CONNECT_OPEN, Control
from bot.domain.access import Permission
from handlers.actions.registry import Action
from handlers.desk import Question


async def answer(question: Question, control: Control) -> None:
    """Its first step; where others run this Baselib, that they do."""
    del control
    connect = question.usecases.connect
    ours = await connect.is_ours(question.team_id)
    view = way_view(connect.way, question.texts) if ours else elsewhere_view(question.texts)
    await question.desk.messenger.open_view(question.team_id, question.asker.trigger_id, view)


ACTION = Action(CONNECT_OPEN, answer, Permission.GOVERN)
