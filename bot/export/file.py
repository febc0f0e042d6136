"""An export file and its formats."""

import json
from dataclasses import dataclass
from enum import StrEnum


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
