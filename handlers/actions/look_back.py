"""The select and the calendar of an answer: the same question about another day, or two days side by side."""

from bot.blocks.kit.controls import BESIDE, CALENDAR, LOOK_BACK, LOOK_BACK_DAY, Control
from bot.blocks.kit.elements import Message
from bot.blocks.report.look_back import calendar_message
from bot.domain.access.roles import Permission
from bot.errors import StaleControl
from handlers.actions.registry import action
from handlers.commands.registry import subcommands
from handlers.context import Request


@action(LOOK_BACK, Permission.VIEW)
async def look_back(request: Request, control: Control) -> Message | None:
    """Answer the command as if it had been typed with the day; or ask for the day."""
    command = subcommands().get(control.choice)
    if command is None or not command.takes.on:
        raise StaleControl
    program = await request.usecases.visible_programs.existing(request.viewpoint, control.appid)
    if control.only == CALENDAR and control.day is None:
        return calendar_message(control, program.name, request.texts)
    options = ["--and" if control.only == BESIDE else "--on", control.day.isoformat()] if control.day else []
    return await command(request, [*control.text.split(), program.appid, *options])


@action(LOOK_BACK_DAY, Permission.VIEW, replaces=True)
async def chosen_day(request: Request, control: Control) -> Message | None:
    """The chosen day's answer takes the place of the calendar."""
    if control.day is None:
        raise StaleControl
    return await look_back(request, control)
