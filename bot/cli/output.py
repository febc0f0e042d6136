"""What all commands print and ask: answers and files on standard output, the rest on standard error."""

import json
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.export import ExportFile


def print_text(text: str) -> None:
    """Print lines, at once: the next command may wait for them."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def print_json(data: object) -> None:
    print_text(json.dumps(data, ensure_ascii=False, indent=2))


def print_file(file: "ExportFile") -> None:
    """Print a file's text and nothing else, as bytes: a file has its own encoding, whatever the terminal's is."""
    sys.stdout.buffer.write(file.data)
    sys.stdout.buffer.flush()


def print_error(text: str) -> None:
    """Print lines on standard error: what is printed can be piped to a file."""
    sys.stderr.write(f"{text}\n")


@contextmanager
def interruptible() -> Iterator[None]:
    """Let Ctrl-C end what reads standard input: as asyncio has it, it would count only once that has been read."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def confirm(question: str) -> None:
    """Ask before what cannot be undone."""
    try:
        with interruptible():
            answer = input(f"{question} [y/N]: ")
    except EOFError:
        answer = ""
    if answer.strip().casefold() not in ("y", "yes"):
        raise SystemExit(1)
