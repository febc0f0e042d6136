"""`make chaos`: the whole proof of setting minimums. Prints one JSON object; exits with 1 if a promise was broken."""

import argparse
import json
import os
import secrets
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

from tests.chaos.setting.figures import document
from tests.chaos.setting.scenarios import REPLICAS, scenario
from tests.chaos.summary import machine


def main() -> int:
    """Run everything."""
    parser = argparse.ArgumentParser(prog="make chaos", description=__doc__)
    parser.add_argument("--seed", default="", help="the same seed gives the same kills; a random one otherwise")
    parser.add_argument("--single", type=int, default=400, help="decisions for one program, one process on SQLite")
    parser.add_argument("--replicas", type=int, default=100, help="the same, three replicas on PostgreSQL")
    parser.add_argument("--fleets", type=int, default=120, help="decisions for a fleet, one process on SQLite")
    parser.add_argument("--together", type=int, default=30, help="the same, three replicas on PostgreSQL")
    parser.add_argument("--document", action="store_true", help="write the figures into docs/ as well")
    given = parser.parse_args()
    seed = given.seed or secrets.token_hex(4)
    sys.stderr.write(f"seed {seed}\n")
    started = time.monotonic()
    plans = {
        "single": ("single", given.single, 1),
        "replicas": ("single", given.replicas, REPLICAS),
        "fleets": ("fleets", given.fleets, 1),
        "fleets_together": ("fleets", given.together, REPLICAS),
    }
    with ProcessPoolExecutor(2, get_context("spawn")) as pool:
        running = {key: pool.submit(scenario, name, seed, runs, many) for key, (name, runs, many) in plans.items()}
        scenarios = {key: each.result() for key, each in running.items()}
    took, cores = round(time.monotonic() - started, 1), len(os.sched_getaffinity(0))
    head = {"seed": seed, "duration_s": took, "machine": f"{machine()}, {cores} cores"}
    text = json.dumps({**head, "scenarios": scenarios}, indent=2) + "\n"
    sys.stdout.write(text)
    if given.document:
        document(text)
    return int(any(each["wrong"] for each in scenarios.values()))


if __name__ == "__main__":
    sys.exit(main())
