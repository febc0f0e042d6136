"""The form of the shortcut "Base library of ..."."""

from bot.blocks.what_if.ask_form import ask_view
from handlers.context import Request


async def open_ask(request: Request) -> None:
    """Open the form, with the program filled in where there is only one, and all of WeChat where there is none.

    Raises:
        NoProgram: there is neither.
    """
    found = await request.usecases.visible_programs.search(request.viewpoint, "", limit=2)
    only = found[0] if len(found) == 1 else None
    if not found:
        only = await request.usecases.choose_program(request.viewpoint, "")
    await request.open_view(ask_view(request.texts, only))
