"""`/baselib import [program]`: the form for importing numbers."""

from bot.domain.access.roles import Permission
from handlers.answers.imports import open_import_form
from handlers.commands.registry import subcommand
from handlers.context import Request


@subcommand("import", "[program]", Permission.LABEL, position=45, chinese=("导入",))
async def answer(request: Request, words: list[str]) -> None:
    """Open the form."""
    await open_import_form(request, " ".join(words))
