"""Output of all commands: data and files."""

import json

import typer

from bot.export import ExportFile


def print_json(data: object) -> None:
    """Print JSON, for programs."""
    typer.echo(json.dumps(data, ensure_ascii=False, indent=2))


def print_file(file: ExportFile) -> None:
    """Print a file's text and nothing else, as bytes: a file has its own encoding, whatever the terminal's is."""
    typer.echo(file.content.encode(), nl=False)
