"""Errors on standard error."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from bot.blocks.kit.quoting import error_sentence
from bot.errors import BotError, UserError
from bot.i18n import Texts


def write_error(line: str) -> None:
    """Write one line."""
    sys.stderr.write(f"{line}\n")


@contextmanager
def print_errors(texts: Texts) -> Iterator[None]:
    """Turn our errors into a sentence and an exit status.

    Raises:
        SystemExit: with 2 when the input was wrong, else with 1.
    """
    try:
        yield
    except BotError as error:
        write_error(error_sentence(error, texts))
        raise SystemExit(2 if isinstance(error, UserError) else 1) from error
