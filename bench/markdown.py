"""Formats figures for docs/."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table in Markdown.

    Args:
        head: its first two lines.
        rows: their cells.
    """
    return "\n".join([*head, *(f"| {' | '.join(row)} |" for row in rows)])


def verdict(goal: Mapping[str, Any]) -> tuple[str, str]:
    """A goal of a run's JSON, and whether it is met; nothing on a busy machine."""
    return goal["goal"], {True: "met", False: "**missed**", None: "busy"}[goal["met"]]
