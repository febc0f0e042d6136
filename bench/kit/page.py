"""The command line of a benchmark, and where its figures stand in docs/."""

import argparse
import json
import operator
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import ceil
from pathlib import Path
from statistics import median
from string import Formatter
from typing import Any, Final

Figures = Mapping[str, Any]
_COMPARED: Final = {">=": operator.ge, "<=": operator.le, "<": operator.lt}
_VERDICTS: Final = {True: "met", False: "**missed**", None: "busy"}


def percentile(values: Sequence[float], percent: float) -> float:
    """Return the smallest value that at least so many percent of the values do not exceed (nearest rank)."""
    if not values:
        raise ValueError("no values")
    rank = max(1, ceil(len(values) * percent / 100))
    return sorted(values)[rank - 1]


def rise(values: Sequence[float]) -> float:
    """By how much evenly spaced values rise from the first to the last, along the median of all their slopes.

    Outliers do not affect it, and a single step does by its own height at most, usually not at all:
    https://en.wikipedia.org/wiki/Theil%E2%80%93Sen_estimator.
    """
    pairs = combinations(enumerate(values), 2)
    return median([(later - earlier) / (then - now) for (now, earlier), (then, later) in pairs]) * (len(values) - 1)


def milliseconds(seconds: float) -> float:
    return round(seconds * 1000, 3)


def latency(seconds: Sequence[float]) -> dict[str, Any]:
    """How many, and their median, 99th percentile and highest in milliseconds."""
    percents = {"p50_ms": 50, "p99_ms": 99, "max_ms": 100}
    found = {name: milliseconds(percentile(seconds, percent)) for name, percent in percents.items()}
    return {"count": len(seconds), **found}


def ratios(ours: Sequence[float], others: Sequence[float]) -> list[float]:
    return [one / other for one, other in zip(ours, others, strict=True)]


def spread(values: Sequence[float]) -> float:
    """How far the middle half of the values reaches, as a part of their median; 0 for a single one."""
    return (percentile(values, 75) - percentile(values, 25)) / median(values)


def settled(ratios: Sequence[float]) -> bool:
    """Whether the median of measured ratios is known well enough: its standard error is about 2 percent at most."""
    return len(ratios) > 1 and spread(ratios) / len(ratios) ** 0.5 <= 0.02  # noqa: PLR2004


def goal(value: float | None, comparison: str, bound: float) -> dict[str, Any]:
    """Return what a figure should be (">=", "<=" or "<" the bound), and whether it is.

    None where that cannot be judged.
    """
    met = None if value is None else _COMPARED[comparison](value, bound)
    return {"value": value, "goal": f"{comparison} {bound:g}", "met": met}


def markdown(head: str, rows: Iterable[Sequence[str]]) -> str:
    """Return a table in Markdown below the two lines of its head."""
    return "\n".join([head, *(f"| {' | '.join(row)} |" for row in rows)])


def filled(template: str, figures: Figures) -> str:
    """Return a text with figures in its fields.

    A goal becomes two cells of a table, the `*` of its format what it says; latencies become their median and 99th
    percentile, None a dash.
    """
    return _Filling().vformat(template, (), figures)


class _Filling(Formatter):
    def format_field(self, value: Any, format_spec: str) -> str:
        match value:
            case None:
                return "–"
            case {"goal": text, "met": met}:
                return f"{(format_spec or '*').replace('*', text)} | {_VERDICTS[met]}"
            case {"p50_ms": p50, "p99_ms": p99}:
                return f"{p50:.2f}, {p99:.2f}"
        return str(super().format_field(value, format_spec))


DOCUMENTED: Final = Path(__file__).parents[2] / "docs" / "develop"


@dataclass(frozen=True, slots=True)
class Page:
    """A benchmark's JSON in a folder of documents, and its table in performance.md there."""

    figures: str
    head: str
    """How the table begins."""
    table: Callable[[Figures], str]

    def main(
        self,
        parser: argparse.ArgumentParser,
        measure: Callable[[argparse.Namespace], Figures],
        arguments: Sequence[str] | None = None,
    ) -> None:
        """Measure, and print one JSON object; or turn such an object into the table."""
        parser.add_argument(
            "--markdown", type=Path, metavar="FILE.json", help="print the table of a run, measure nothing"
        )
        parser.add_argument("--document", type=Path, metavar="FOLDER", help="write the figures and their table in it")
        options = parser.parse_args(arguments)
        if options.markdown:
            print(self.table(json.loads(options.markdown.read_text(encoding="utf-8"))))
            return
        found = measure(options)
        if options.document:
            self.write(options.document, found)
        print(json.dumps(found, indent=2))

    def write(self, folder: Path, found: Figures) -> None:
        write_json(folder / self.figures, found)
        renew(folder / "performance.md", self.head, "\n\n", self.table(found))


def write_json(file: Path, found: Figures) -> None:
    file.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")


def renew(page: Path, begin: str, end: str, text: str) -> None:
    """Replace what begins so, up to where it ends, by a text that begins so, too."""
    before, found, rest = page.read_text(encoding="utf-8").partition(begin)
    if not found:
        raise ValueError(f"{page} has no {begin!r}")
    page.write_text(f"{before}{text}{end}{rest.partition(end)[2]}", encoding="utf-8")
