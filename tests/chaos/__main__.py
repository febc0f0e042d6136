"""`make chaos`: the whole proof of delivery. Prints one JSON object; the exit code is 1 when a promise was broken."""

import argparse
import asyncio
import json
import logging
import os
import secrets
import sys
import tempfile
import time
from pathlib import Path

from tests.chaos import zones
from tests.chaos.kills import IDLE, stage, survive
from tests.chaos.plan import rounds
from tests.chaos.replicas import survive_together
from tests.chaos.summary import Deliveries, Summary, deliveries, machine
from tests.chaos.summary import zones as zone_figures
from tests.postgres import running_postgres


async def one_process(seed: str, kills: int, folder: Path) -> Deliveries:
    """Kills on SQLite."""
    async with stage(f"sqlite:///{folder}/chaos.db", folder) as here:
        verdict = await survive(here, rounds(seed, instants=True), kills=kills)
        return deliveries(verdict, here.kills, idle=IDLE)


async def replicas(seed: str, slots: int, crashes: int, folder: Path) -> Deliveries:
    """Three processes on PostgreSQL."""
    with running_postgres() as server:
        async with stage(server.url(server.create()), folder) as here:
            verdict = await survive_together(here, seed, slots=slots, crashes=crashes, crash=server.crash)
            return deliveries(verdict, here.kills, idle=IDLE)


def main() -> int:
    """Run everything."""
    parser = argparse.ArgumentParser(prog="make chaos", description=__doc__)
    parser.add_argument("--seed", default="", help="the same seed gives the same kills; a random one otherwise")
    parser.add_argument("--kills", type=int, default=1000, help="lives of one process on SQLite that end at work")
    parser.add_argument("--slots", type=int, default=1000, help="digests that three replicas on PostgreSQL send")
    parser.add_argument("--crashes", type=int, default=5, help="how often PostgreSQL goes down meanwhile")
    given = parser.parse_args()
    seed = given.seed or secrets.token_hex(4)
    sys.stderr.write(f"seed {seed}\n")
    logging.getLogger("httpx").setLevel(logging.WARNING)
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="chaos-run-") as name:
        first, second = Path(name, "one"), Path(name, "many")
        first.mkdir()
        second.mkdir()
        one = asyncio.run(one_process(f"{seed} kills", given.kills, first))
        many = asyncio.run(replicas(f"{seed} replicas", given.slots, given.crashes, second))
    every = zones.all_zones()
    schedules = zone_figures(zones.compare(every), len(every))
    took = round(time.monotonic() - started, 1)
    cores = len(os.sched_getaffinity(0))
    summary = Summary(seed, took, f"{machine()}, {cores} cores", one, many, given.crashes, schedules)
    sys.stdout.write(json.dumps(summary.to_json(), indent=2) + "\n")
    return 0 if summary.clean else 1


if __name__ == "__main__":
    sys.exit(main())
