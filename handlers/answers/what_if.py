"""Questions about another minimum: the typed number, the form that asks for one, and the reader of the answer."""

import re
from collections.abc import Sequence
from typing import Final

from bot.blocks.what_if.answers import Reader
from bot.blocks.what_if.ask_form import ask_view
from bot.domain.report.report import Report
from bot.errors import BotError, UnknownProgram
from bot.i18n import Texts
from handlers.answers.breakdown import requested_report
from handlers.context import Request

_NUMBER: Final = re.compile(r"[vV]?\.?[0-9].*", re.ASCII)


def number_and_program(words: Sequence[str]) -> tuple[str, str]:
    """The version or share typed first, if any, and the program's name."""
    if words and _NUMBER.fullmatch(words[0]):
        return words[0], " ".join(words[1:])
    return "", " ".join(words)


async def report_without_number(request: Request, name: str, not_a_number: BotError) -> Report:
    """The report of a program named without a number.

    Args:
        name: as typed; empty for the chosen or only program.
        not_a_number: the error when the name is no program's: then it was meant as the number.

    Raises:
        NoProgram, AmbiguousProgram: the program is unclear.
    """
    try:
        return await requested_report(request, name)
    except UnknownProgram:
        raise not_a_number from None


def reader_of(request: Request, t: Texts | None = None, *, shared_by: str = "", shared: bool = False) -> Reader:
    """The person who asked; with another language, everyone in the channel."""
    console = request.usecases.deciding.console
    return Reader(t or request.texts, request.zone, request.now, shared_by=shared_by, shared=shared, console=console)


async def open_ask(request: Request) -> None:
    """Open the form of the shortcut "Base library of ...", with the only program, or all of WeChat, filled in.

    Raises:
        NoProgram: there is neither.
    """
    found = await request.usecases.visible_programs.search(request.viewpoint, "", limit=2)
    only = found[0] if len(found) == 1 else None
    if not found:
        only = await request.usecases.choose_program(request.viewpoint, "")
    await request.open_view(ask_view(request.texts, only))
