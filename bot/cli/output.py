"""Output of all commands: data and files."""

import json
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.export import ExportFile


def print_text(text: str) -> None:
    """Print lines."""
    sys.stdout.write(f"{text}\n")


def print_json(data: object) -> None:
    """Print JSON, for programs."""
    print_text(json.dumps(data, ensure_ascii=False, indent=2))


def print_file(file: "ExportFile") -> None:
    """Print a file's text and nothing else, as bytes: a file has its own encoding, whatever the terminal's is."""
    sys.stdout.buffer.write(file.content.encode())
    sys.stdout.buffer.flush()
