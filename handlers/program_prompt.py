"""What is said when a command needs to know which program is meant."""

from typing import Final

import structlog

from bot.blocks.kit.message import Message
from bot.blocks.programs.picker import which_message
from bot.errors import AmbiguousProgram, BotError, NoProgram, UnknownProgram
from handlers.context import Request

_log = structlog.get_logger(__name__)

PROGRAM_UNCLEAR: Final = (NoProgram, UnknownProgram, AmbiguousProgram)


def which_program(request: Request, error: BotError, command: str, words: str) -> Message:
    """Why no program is meant, with a select that answers what was asked for the one that is picked.

    Args:
        request: what was asked.
        error: one of PROGRAM_UNCLEAR.
        command: the subcommand typed.
        words: those after it, before the program.

    Raises:
        NoProgram: there is none to pick.
    """
    if isinstance(error, NoProgram) and error.count == 0:
        raise error
    _log.info("asked back which program is meant", error=str(error))
    return which_message(error, command, words, request.texts)
