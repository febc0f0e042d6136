"""The form that grants a role, on the Home tab."""

from bot.blocks.governance.access import ROLE
from bot.blocks.kit.controls import ACCESS_VIEW
from bot.blocks.kit.elements import Message
from bot.domain.access.roles import Permission
from handlers.answering import Answer
from handlers.commands import access
from handlers.context import Request
from handlers.views.registry import Submitted, form_view


@form_view(ACCESS_VIEW, Permission.GOVERN)
async def read(form: Submitted) -> Answer:
    """Grant the role, like `/baselib access grant <person> <role>`."""
    role = ROLE.read(form.view)

    async def answer(request: Request) -> Message:
        return await access.answer(request, ["grant", form.control.text, role.value])

    return answer
