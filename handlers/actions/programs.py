"""Controls of programs: pick one, use it in a channel, import its numbers, page through the list."""

from bot.blocks.kit.controls import (
    IMPORT_OPEN,
    ON,
    PROGRAM_PICK,
    PROGRAM_SETTING,
    PROGRAM_USE,
    PROGRAMS_NEXT,
    PROGRAMS_PREVIOUS,
    PROGRAMS_SEARCH,
    Control,
)
from bot.blocks.kit.elements import Message
from bot.blocks.programs.page import used_message
from bot.domain.access.roles import Permission
from bot.errors import StaleControl
from handlers.actions.registry import action
from handlers.commands.import_ import open_import_form
from handlers.commands.programs import show, turn_setting
from handlers.commands.registry import subcommands
from handlers.context import Request


def pick_permission(control: Control) -> Permission:
    """The permission that the command requires."""
    command = subcommands().get(control.choice)
    return command.permission_for([*control.text.split(), control.appid]) if command else Permission.VIEW


@action(PROGRAM_PICK, pick_permission, replaces=True)
async def pick(request: Request, control: Control) -> Message | None:
    """Which Mini Program?: answer the command as if it had been typed with the picked program."""
    command = subcommands().get(control.choice)
    if command is None or not command.picks:
        raise StaleControl
    program = await request.usecases.visible_programs.existing(request.viewpoint, control.appid)
    return await command(request, [*control.text.split(), program.appid, *control.rest.split()])


@action(PROGRAM_USE, Permission.SUBSCRIBE)
async def use(request: Request, control: Control) -> Message:
    """Use in this channel, in the message that a program was authorised: like `/baselib use`."""
    usecases = request.usecases
    program = await usecases.visible_programs.existing(request.viewpoint, control.appid)
    used = await usecases.use_program(request.viewpoint, program.appid, by=request.requester.user_id, now=request.now)
    return used_message(used, request.texts)


@action(PROGRAM_SETTING, Permission.GOVERN, replaces=True)
async def setting(request: Request, control: Control) -> Message:
    """Let Baselib set the minimum, or not any more: as `/baselib programs setting <program>` asks."""
    return await turn_setting(request, control.appid, on=control.choice == ON)


@action(PROGRAMS_NEXT, Permission.VIEW, replaces=True)
@action(PROGRAMS_PREVIOUS, Permission.VIEW, replaces=True)
@action(PROGRAMS_SEARCH, Permission.VIEW, replaces=True)
async def page(request: Request, control: Control) -> Message:
    """Next, Previous and Search: the control's page of the current list of programs."""
    return await show(request, control.text, control.page)


@action(IMPORT_OPEN, Permission.IMPORT)
async def import_numbers(request: Request, control: Control) -> None:
    """Open the form for importing numbers of a program."""
    program = await request.usecases.visible_programs.get(request.viewpoint, control.appid) if control.appid else None
    await open_import_form(request, program.name if program else "")
