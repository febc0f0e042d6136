"""`python -m bench`: measure, and print one JSON object; or turn such an object into the table of the documentation."""

import argparse
import json
from pathlib import Path

import uvloop

from bench.effort import effort
from bench.run import run
from bench.table import table


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m bench", description="Measure, and print one JSON object.")
    parser.add_argument("--quick", action="store_true", help="small counts, to see that it works")
    parser.add_argument("--programs", type=int, metavar="N", help="how many Mini Programs (10,000; 500 with --quick)")
    parser.add_argument("--markdown", type=Path, metavar="FILE.json", help="print the table of a run, measure nothing")
    asked = parser.parse_args()
    if asked.programs is not None and asked.programs < 1:
        parser.error("--programs must be at least 1")
    if asked.markdown:
        print(table(json.loads(asked.markdown.read_text(encoding="utf-8"))))
    else:
        result = uvloop.run(run(effort(quick=asked.quick, programs=asked.programs)))
        print(json.dumps(result.as_json(), indent=2))


if __name__ == "__main__":
    main()
