"""`make chaos`: the whole proof of delivery. Prints one JSON object; the exit code is 1 when a promise was broken."""

import argparse
import json
import os
import secrets
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from tests.chaos import zones
from tests.chaos.run import one_process, replicas
from tests.chaos.summary import Summary, machine, placed, sentence, table
from tests.chaos.summary import zones as zone_figures

DOCS = Path(__file__).parents[2] / "docs" / "develop"
FIGURES, DOCUMENT = DOCS / "reliability.json", DOCS / "reliability.md"
START = "<!-- figures -->\n"


def document(text: str) -> None:
    """Put a run's figures into docs/develop/reliability.json and into the table of docs/develop/reliability.md."""
    FIGURES.write_text(text, encoding="utf-8")
    run = json.loads(text)
    page = DOCUMENT.read_text(encoding="utf-8")
    DOCUMENT.write_text(placed(page, START, f"{sentence(run)}\n\n{table(run)}"), encoding="utf-8")


def main() -> int:
    """Run everything."""
    parser = argparse.ArgumentParser(prog="make chaos", description=__doc__)
    parser.add_argument("--seed", default="", help="the same seed gives the same kills; a random one otherwise")
    parser.add_argument("--kills", type=int, default=1000, help="how often one process on SQLite is killed at work")
    parser.add_argument("--slots", type=int, default=1000, help="digests that three replicas on PostgreSQL send")
    parser.add_argument("--crashes", type=int, default=5, help="how often PostgreSQL goes down meanwhile")
    parser.add_argument("--document", action="store_true", help="write the figures into docs/ as well")
    given = parser.parse_args()
    seed = given.seed or secrets.token_hex(4)
    sys.stderr.write(f"seed {seed}\n")
    started = time.monotonic()
    with ProcessPoolExecutor(2, get_context("spawn")) as pool:
        first = pool.submit(one_process, seed, given.kills)
        second = pool.submit(replicas, seed, given.slots, given.crashes)
        one, many = first.result(), second.result()
    every = zones.all_zones()
    schedules = zone_figures(zones.compare(every), len(every))
    took = round(time.monotonic() - started, 1)
    cores = len(os.sched_getaffinity(0))
    summary = Summary(seed, took, f"{machine()}, {cores} cores", one, many, given.crashes, schedules)
    text = json.dumps(summary.to_json(), indent=2) + "\n"
    sys.stdout.write(text)
    if given.document:
        document(text)
    return 0 if summary.clean else 1


if __name__ == "__main__":
    sys.exit(main())
