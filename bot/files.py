"""Files that people are sent: their formats, JSON as text, and CSV that spreadsheets read correctly."""

import csv
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from io import StringIO
from typing import Final

_BOM: Final = "\ufeff"
"""Without it spreadsheets read Chinese names in the machine's encoding."""
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
"""A cell that starts like this is calculated. https://owasp.org/www-community/attacks/CSV_Injection"""


class Format(StrEnum):
    """The formats of `--format`."""

    CSV = "csv"
    """For spreadsheets: one row per day and version."""
    JSON = "json"
    """The object that `--json` prints."""
    BROWSERSLIST = "browserslist"
    """Custom usage statistics for browserslist."""


@dataclass(frozen=True, slots=True)
class ExportFile:
    """A file to export."""

    name: str
    content: str
    """Sent as UTF-8."""


def json_text(data: object) -> str:
    """JSON text as `--json` prints it."""
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


def csv_text(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A header and rows (RFC 4180), with a byte order mark."""
    text = StringIO()
    text.write(_BOM)
    writer = csv.writer(text)
    writer.writerow(columns)
    writer.writerows(rows)
    return text.getvalue()


def harmless(text: str) -> str:
    """A cell of outside text, such as a nickname: marked as text if a spreadsheet would calculate it."""
    return f"'{text}" if text.startswith(_FORMULA) else text
