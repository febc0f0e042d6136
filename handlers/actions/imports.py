"""The button that opens the form for importing numbers."""

from bot.blocks.kit.controls import IMPORT_OPEN, Control
from bot.domain.access.roles import Permission
from handlers.actions.registry import action
from handlers.commands.import_ import open_import_form
from handlers.context import Request


@action(IMPORT_OPEN, Permission.LABEL)
async def open_form(request: Request, control: Control) -> None:
    """Open the form for a program."""
    program = await request.usecases.visible_programs.get(request.viewpoint, control.appid) if control.appid else None
    await open_import_form(request, program.name if program else "")
