"""The form on the Home tab that lets Baselib set a program's minimum."""

from bot.blocks.kit.controls import SETTING_VIEW
from bot.blocks.kit.elements import Message
from bot.blocks.programs.page import CHOICE
from bot.domain.access.roles import Permission
from handlers.answering import Answer
from handlers.commands.programs import turn_setting
from handlers.context import Request
from handlers.views.registry import Submitted, form_view


@form_view(SETTING_VIEW, Permission.GOVERN)
async def read(form: Submitted) -> Answer:
    """Turn it on or off, like the button of `/baselib programs setting <program>`."""
    on = CHOICE.read(form.view)

    async def answer(request: Request) -> Message:
        return await turn_setting(request, form.control.appid, on=on)

    return answer
