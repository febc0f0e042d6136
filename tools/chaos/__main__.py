"""`make chaos`: the whole proof, of delivery and of setting minimums.

Prints one JSON object; the exit code is 1 when a promise was broken.
"""

import argparse
import json
import secrets
import sys
from typing import Final

from tools.chaos.ledger import document
from tools.chaos.proof import Plan, every_zone, one_process, prove, replicas, setting

_REPLICAS: Final = 3
_COUNTS: Final = {
    "kills": (1000, "how often one process on SQLite is killed at work"),
    "slots": (1000, "digests that three replicas on PostgreSQL send"),
    "crashes": (5, "how often PostgreSQL goes down meanwhile"),
    "single": (400, "decisions for one program, one process on SQLite"),
    "replicas": (100, "the same, three replicas on PostgreSQL"),
    "fleets": (120, "decisions for a fleet, one process on SQLite"),
    "together": (30, "the same, three replicas on PostgreSQL"),
}


def main() -> int:
    """Run everything."""
    parser = argparse.ArgumentParser(prog="make chaos", description=__doc__)
    parser.add_argument("--seed", default="", help="the same seed gives the same kills; a random one otherwise")
    for name, (count, what) in _COUNTS.items():
        parser.add_argument(f"--{name}", type=int, default=count, help=what)
    parser.add_argument("--document", action="store_true", help="write the figures into docs/ as well")
    given = parser.parse_args()
    seed = given.seed or secrets.token_hex(4)
    sys.stderr.write(f"seed {seed}\n")
    plans: dict[str, Plan] = {
        "delivery": {
            "one_process": (one_process, given.kills),
            "replicas": (replicas, given.slots, given.crashes),
            "schedules": (every_zone,),
        },
        "setting": {
            "single": (setting, "single", given.single, 1),
            "replicas": (setting, "single", given.replicas, _REPLICAS),
            "fleets": (setting, "fleets", given.fleets, 1),
            "fleets_together": (setting, "fleets", given.together, _REPLICAS),
        },
    }
    run = {name: prove(seed, plan) for name, plan in plans.items()}
    sys.stdout.write(json.dumps(run, indent=2) + "\n")
    if given.document:
        document(run)
    return 0 if all(each["clean"] for each in run.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
