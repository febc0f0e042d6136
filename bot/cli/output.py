"""What every command of the command line says alike: data, files, and why it could not be done."""

import json
from collections.abc import Iterator
from contextlib import contextmanager

import typer

from bot.blocks.kit.quoting import error_sentence
from bot.errors import BotError, UserError
from bot.export import ExportFile
from bot.i18n import Texts


def print_json(data: object) -> None:
    """For programs."""
    typer.echo(json.dumps(data, ensure_ascii=False, indent=2))


def print_file(file: ExportFile) -> None:
    """Its text and nothing else; as bytes: whatever the terminal's encoding is, a file has its own."""
    typer.echo(file.content.encode(), nl=False)


@contextmanager
def errors_told(texts: Texts) -> Iterator[None]:
    """Our errors become a sentence on standard error and an exit status.

    Raises:
        typer.Exit: with 2 when something that was typed is wrong, else with 1.
    """
    try:
        yield
    except BotError as error:
        typer.echo(error_sentence(error, texts), err=True)
        raise typer.Exit(2 if isinstance(error, UserError) else 1) from error
