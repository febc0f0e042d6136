"""A file for a person, and which kinds there are."""

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
