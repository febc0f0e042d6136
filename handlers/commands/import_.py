"""`/baselib import [program]`: the form for importing numbers."""

from bot.blocks.imports.form import ImportForm, import_view
from bot.domain.access.roles import Permission
from bot.domain.numbers.snapshot import snapshot_day
from handlers.commands.registry import subcommand
from handlers.context import Request


@subcommand("import", "[program]", Permission.IMPORT, position=45, chinese=("导入",))
async def answer(request: Request, words: list[str]) -> None:
    """Open the form."""
    await open_import_form(request, " ".join(words))


async def open_import_form(request: Request, program: str = "") -> None:
    """Open the form, filled in with a program's name if there is any."""
    form = ImportForm(program, day=snapshot_day(request.now))
    view = import_view(form, request.texts)
    await request.open_view(view)
