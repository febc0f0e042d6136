"""The submitted form that asks for APIs."""

from bot.blocks.can.form import APIS, read_can_view
from bot.blocks.kit.controls import CAN_VIEW
from bot.blocks.kit.elements import Message
from bot.domain.access.roles import Permission
from handlers.answering import Answer
from handlers.answers.can import can_answer
from handlers.context import Request
from handlers.views.registry import FieldErrors, Submitted, form_view


@form_view(CAN_VIEW, Permission.VIEW)
async def read(form: Submitted) -> Answer | FieldErrors:
    """Answer in the channel, only for the requester; where the bot is not a member, in a direct message."""
    question = read_can_view(form.view)
    if not question.names:
        return {APIS.name: form.texts("can-view-nothing")}

    async def answer(request: Request) -> Message:
        return await can_answer(request, question)

    return answer
