"""Files that people are sent: their formats, JSON as text, and CSV that spreadsheets read correctly."""

import csv
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from io import BytesIO, TextIOWrapper
from typing import Final, Generic, Self, TypeVar
from unicodedata import normalize

_T = TypeVar("_T")
_BOM: Final = "\ufeff"
"""Without it spreadsheets read Chinese names in the machine's encoding."""
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "\0")
"""A cell that starts like this, or with a full-width form of it, is calculated.

https://owasp.org/www-community/attacks/CSV_Injection
"""


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
    name: str
    data: bytes
    """UTF-8: half or a quarter of what Python takes for text with Chinese names."""

    @classmethod
    def of(cls, name: str, text: str) -> Self:
        return cls(name, text.encode())

    @property
    def content(self) -> str:
        return self.data.decode()


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
        self._data = BytesIO()
        self._text = TextIOWrapper(self._data, encoding="utf-8", newline="")
        self._text.write(_BOM)
        self._writer = csv.writer(self._text)
        self._writer.writerow(columns)

    def add(self, rows: Iterable[_T]) -> "CsvFile[_T]":
        self._writer.writerows(map(self._cells, rows))
        return self

    @property
    def whole(self) -> ExportFile:
        """The file as it is by now."""
        self._text.flush()
        return ExportFile(self.name, self._data.getvalue())


def csv_file(name: str, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> ExportFile:
    return CsvFile[Sequence[str]](name, columns, lambda row: row).add(rows).whole


def csv_text(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    return csv_file("", columns, rows).content


def harmless(text: str) -> str:
    """Return a cell of outside text, such as a nickname: marked as text if a spreadsheet would calculate it."""
    return f"'{text}" if normalize("NFKC", text[:1]).startswith(_FORMULA) else text
