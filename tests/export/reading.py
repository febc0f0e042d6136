"""What a program gets that reads a file of comma-separated values."""

import csv
from io import StringIO


def cells_of(content: str | bytes) -> list[list[str]]:
    return list(csv.reader(_opened(content)))


def records_of(content: str | bytes) -> list[dict[str, str]]:
    """Row by row, by the names in the header."""
    return list(csv.DictReader(_opened(content)))


def _opened(content: str | bytes) -> StringIO:
    text = content.decode() if isinstance(content, bytes) else content
    return StringIO(text.removeprefix("\ufeff"), newline="")
