"""`python -m bench.soak`: run a soak, and print one JSON object; or turn such an object into a table."""

import argparse
import json
from pathlib import Path

import uvloop

from bench.soak.result import table
from bench.soak.run import Length, soak


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m bench.soak", description="Hold out, and print one JSON object.")
    parser.add_argument("--minutes", type=float, default=10, metavar="N", help="how long (10)")
    parser.add_argument("--rate", type=float, default=200, metavar="N", help="commands a second (200)")
    parser.add_argument("--programs", type=int, default=2000, metavar="N", help="how many Mini Programs (2,000)")
    parser.add_argument("--markdown", type=Path, metavar="FILE.json", help="print the table of a run, measure nothing")
    options = parser.parse_args()
    if min(options.minutes, options.rate, options.programs) <= 0:
        parser.error("nothing can be measured of nothing")
    if options.markdown:
        print(table(json.loads(options.markdown.read_text(encoding="utf-8"))))
    else:
        print(json.dumps(uvloop.run(soak(Length(options.minutes, options.rate, options.programs))).as_json(), indent=2))


if __name__ == "__main__":
    main()
