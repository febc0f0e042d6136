"""The figures of `make growth` as a table."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from bench import markdown

_ANSWERS: Final[tuple[str, ...]] = ("fleet", "fleet_raise", "digest")
_ROWS: Final[Mapping[str, Callable[[Mapping[str, Any]], str]]] = {
    "database": lambda of: of["engine"],
    "memory of the process, MB": lambda of: f"{of['memory_mb']['before']:.0f}, {of['memory_mb']['after']:.0f}",
    "`fleet`, the first time, ms": lambda of: _times(of["fleet"], "first"),
    "`fleet`, ms": lambda of: _times(of["fleet"], "warm"),
    "`fleet raise`, the first time, ms": lambda of: _times(of["fleet_raise"], "first"),
    "`fleet raise`, ms": lambda of: _times(of["fleet_raise"], "warm"),
    "a fleet's digest, ms": lambda of: _times(of["digest"], "warm"),
    "event loop held at most, ms": lambda of: f"{max(of[name]['loop_held_ms'] for name in _ANSWERS):.0f}",
    "database after a year, MB": lambda of: f"{of['database']['year_mb']:,}",
    "sweep of all programs, s": lambda of: f"{of['sweep']['whole_fleet_s']:,.0f}",
    "processor's time for it, ms a program": lambda of: f"{of['sweep']['cpu_ms_per_program']:.2f}",
}


def table(found: Mapping[str, Any]) -> str:
    """A table in Markdown: a column for each size."""
    sizes = found["sizes"]
    counts = " | ".join(f"{of['programs']:,}" for of in sizes)
    head = [f"| programs | {counts} |", f"|---|{'--:|' * len(sizes)}"]
    return markdown.table(head, ([name, *(cell(of) for of in sizes)] for name, cell in _ROWS.items()))


def _times(of: Mapping[str, float], which: str) -> str:
    return f"{of[f'{which}_ms']:.0f} ({of[f'{which}_cpu_ms']:.0f})"
