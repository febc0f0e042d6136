"""The command line of a benchmark, and where its figures stand in docs/."""

import argparse
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bench.kit.figures import Figures

DOCUMENTED: Final = Path(__file__).parents[2] / "docs" / "develop"


@dataclass(frozen=True, slots=True)
class Page:
    """A benchmark's JSON in a folder of documents, and its table in performance.md there."""

    figures: str
    """The name of the file."""
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
        """Renew the figures and the table.

        Raises:
            ValueError: the page has no table.
        """
        write_json(folder / self.figures, found)
        renew(folder / "performance.md", self.head, "\n\n", self.table(found))


def write_json(file: Path, found: Figures) -> None:
    """Write figures as they are printed."""
    file.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")


def renew(page: Path, begin: str, end: str, text: str) -> None:
    """Replace what begins so, up to where it ends, by a text that begins so, too.

    Raises:
        ValueError: nothing begins so.
    """
    before, found, rest = page.read_text(encoding="utf-8").partition(begin)
    if not found:
        raise ValueError(f"{page} has no {begin!r}")
    page.write_text(f"{before}{text}{end}{rest.partition(end)[2]}", encoding="utf-8")
