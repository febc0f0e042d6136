"""`python -m bench`: measure, and print one JSON object; or turn such an object into the table of the documentation."""

import argparse
import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import uvloop

from bench.document import FIGURES, changes, write
from bench.effort import effort
from bench.machine import reasons_not_to_judge
from bench.results import Result
from bench.run import run
from bench.table import table

_DOCUMENTED: Final = Path(__file__).parent.parent / "docs" / "develop"


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m bench", description="Measure, and print one JSON object.")
    parser.add_argument("--quick", action="store_true", help="small counts, to see that it works")
    parser.add_argument("--programs", type=int, metavar="N", help="how many Mini Programs (10,000; 500 with --quick)")
    parser.add_argument("--markdown", type=Path, metavar="FILE.json", help="print the table of a run, measure nothing")
    parser.add_argument("--document", type=Path, metavar="FOLDER", help="write the figures and the table of its pages")
    options = parser.parse_args()
    if options.programs is not None and options.programs < 1:
        parser.error("--programs must be at least 1")
    if options.markdown:
        print(table(json.loads(options.markdown.read_text(encoding="utf-8"))))
    else:
        result = uvloop.run(run(effort(quick=options.quick, programs=options.programs)))
        found = result.as_json()
        _report(result, found)
        if options.document:
            write(options.document, found)
        print(json.dumps(found, indent=2))


def _report(result: Result, found: Mapping[str, Any]) -> None:
    """Print each goal, beside the figure of the last commit, and why none is judged, where that is so."""
    before = json.loads((_DOCUMENTED / FIGURES).read_text(encoding="utf-8"))
    print(*changes(before, found), sep="\n", file=sys.stderr)
    if reasons := reasons_not_to_judge(result.machine, result.calibration):
        print(f"No goal is judged, the machine was busy: {'; '.join(reasons)}", file=sys.stderr)


if __name__ == "__main__":
    main()
