"""CSV that spreadsheets read correctly, without formulas from outside."""

import csv
from collections.abc import Iterable, Sequence
from io import StringIO
from typing import Final

_BOM: Final = "\ufeff"
"""Without it spreadsheets read Chinese names in the machine's encoding."""
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
"""A cell that starts like this is calculated. https://owasp.org/www-community/attacks/CSV_Injection"""


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
