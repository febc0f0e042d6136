"""Output of all commands: data, files, and errors."""

import json
from collections.abc import Iterator
from contextlib import contextmanager

import typer

from bot.blocks.kit.quoting import error_sentence
from bot.errors import BotError, UserError
from bot.export import ExportFile
from bot.i18n import Texts


def print_json(data: object) -> None:
    """Print JSON, for programs."""
    typer.echo(json.dumps(data, ensure_ascii=False, indent=2))


def print_file(file: ExportFile) -> None:
    """Print a file's text and nothing else, as bytes: a file has its own encoding, whatever the terminal's is."""
    typer.echo(file.content.encode(), nl=False)


@contextmanager
def print_errors(texts: Texts) -> Iterator[None]:
    """Turn our errors into a sentence on standard error and an exit status.

    Raises:
        typer.Exit: with 2 when the input was wrong, else with 1.
    """
    try:
        yield
    except BotError as error:
        typer.echo(error_sentence(error, texts), err=True)
        raise typer.Exit(2 if isinstance(error, UserError) else 1) from error
