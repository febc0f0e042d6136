"""Files that people are sent: their formats, JSON as text, and CSV that spreadsheets read correctly."""

import csv
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from io import StringIO
from typing import Final, Generic, TypeVar

_T = TypeVar("_T")
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


class CsvFile(Generic[_T]):
    """A file of CSV (RFC 4180) with a byte order mark and a header, written some rows at a time."""

    def __init__(self, name: str, columns: Sequence[str], cells: Callable[[_T], Sequence[str]]) -> None:
        """Without rows so far.

        Args:
            cells: those of a row.
        """
        self.name = name
        self._cells = cells
        self._text = StringIO()
        self._text.write(_BOM)
        self._writer = csv.writer(self._text)
        self._writer.writerow(columns)

    def add(self, rows: Iterable[_T]) -> "CsvFile[_T]":
        """The same with more rows."""
        self._writer.writerows(map(self._cells, rows))
        return self

    @property
    def whole(self) -> ExportFile:
        """The file as it is by now."""
        return ExportFile(self.name, self._text.getvalue())


def csv_text(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A header and rows as CSV."""
    return CsvFile[Sequence[str]]("", columns, lambda row: row).add(rows).whole.content


def harmless(text: str) -> str:
    """A cell of outside text, such as a nickname: marked as text if a spreadsheet would calculate it."""
    return f"'{text}" if text.startswith(_FORMULA) else text
