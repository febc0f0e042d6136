"""`make bench`: measure, and print one JSON object; each goal is compared with the documented figure."""

import argparse
import json
import sys
from collections.abc import Iterator, Sequence

import uvloop

from bench.kit.machine import reasons_not_to_judge
from bench.kit.page import DOCUMENTED, Figures, Page
from bench.run import run, table
from bench.serving import effort

PAGE = Page("performance.json", "| figure | Baselib |", table)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line; `arguments` are those of the process unless given."""
    parser = argparse.ArgumentParser(prog="python -m bench", description="Measure, and print one JSON object.")
    parser.add_argument("--quick", action="store_true", help="small counts, to see that it works")
    parser.add_argument("--programs", type=int, metavar="N", help="how many Mini Programs (10,000; 500 with --quick)")

    def measure(options: argparse.Namespace) -> Figures:
        if options.programs is not None and options.programs < 1:
            parser.error("--programs must be at least 1")
        found = uvloop.run(run(effort(quick=options.quick, programs=options.programs)))
        before = json.loads((DOCUMENTED / PAGE.figures).read_text(encoding="utf-8"))
        print(*changes(before, found), sep="\n", file=sys.stderr)
        if reasons := reasons_not_to_judge(found):
            print(f"No goal is judged, the machine was busy: {'; '.join(reasons)}", file=sys.stderr)
        return found

    PAGE.main(parser, measure, arguments)


def changes(before: Figures, now: Figures) -> Iterator[str]:
    """Yield a line for each goal: its figure now, and in the documentation. What has no figure there is new."""
    for name, goal in now["goals"].items():
        old = before["goals"].get(name)
        was = f"{old['value']:g}" if old else "new"
        change = f"{goal['value'] / old['value'] - 1:+.0%}" if old and old["value"] else ""
        verdict = {True: "met", False: "MISSED", None: "not judged"}[goal["met"]]
        yield f"{name:28} {goal['value']:>9g} (was {was:>8}) {change:>6} {goal['goal']:>8} {verdict}"


if __name__ == "__main__":
    main()
