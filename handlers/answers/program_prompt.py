"""Asks which program a command means."""

from typing import Final

import structlog

from bot.blocks.kit.elements import Message
from bot.blocks.programs.page import which_message
from bot.errors import AmbiguousProgram, BotError, NoProgram, UnknownProgram
from handlers.context import Request

_log = structlog.get_logger(__name__)

PROGRAM_UNCLEAR: Final = (NoProgram, UnknownProgram, AmbiguousProgram)


def which_program(request: Request, error: BotError, command: str, words: str, rest: str = "") -> Message:
    """The error's sentence, with a select that repeats the command for the picked program.

    Args:
        error: one of PROGRAM_UNCLEAR.

    Raises:
        NoProgram: there is none to pick.
    """
    if isinstance(error, NoProgram) and error.count == 0:
        raise error
    _log.info("asked which program is meant", error=str(error))
    return which_message(error, command, words, request.texts, rest=rest)
