"""A file for a person, and which kinds there are."""

import json
from dataclasses import dataclass
from enum import StrEnum


class Format(StrEnum):
    """A word of `--format` each."""

    CSV = "csv"
    """For spreadsheets: one row per day and version."""
    JSON = "json"
    """The object that `--json` prints."""
    BROWSERSLIST = "browserslist"
    """Custom usage statistics for browserslist."""


@dataclass(frozen=True, slots=True)
class ExportFile:
    """A file for a person."""

    name: str
    content: str
    """Sent as UTF-8."""


def json_text(data: object) -> str:
    """As `--json` prints it."""
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"
