"""Compare a run with the figures of the documentation, and write it into them."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from bench.table import table

FIGURES: Final = "performance.json"
_PAGE: Final = "performance.md"
_HEAD: Final = "| figure | Baselib |"


def changes(before: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[str]:
    """A line for each goal: its figure now, and in the documentation. What has no figure there is new."""
    for name, goal in now["goals"].items():
        old = before["goals"].get(name)
        was = f"{old['value']:g}" if old else "new"
        change = f"{goal['value'] / old['value'] - 1:+.0%}" if old and old["value"] else ""
        verdict = {True: "met", False: "MISSED", None: "not judged"}[goal["met"]]
        yield f"{name:28} {goal['value']:>9g} (was {was:>8}) {change:>6} {goal['goal']:>8} {verdict}"


def write(folder: Path, result: Mapping[str, Any]) -> None:
    """Renew the figures and the table of the page.

    Raises:
        ValueError: the page has no table.
    """
    (folder / FIGURES).write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
    page = folder / _PAGE
    before, head, rest = page.read_text(encoding="utf-8").partition(_HEAD)
    if not head:
        raise ValueError(f"{page} has no table")
    after = rest.partition("\n\n")[2]
    page.write_text(f"{before}{table(result)}\n\n{after}", encoding="utf-8")
