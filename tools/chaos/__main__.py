"""`make chaos`: the whole proof, of delivery and of setting minimums.

Prints one JSON object; the exit code is 1 when a promise was broken.
"""

import argparse
import asyncio
import json
import secrets
import sys
import time
from collections.abc import Callable, Coroutine, Mapping
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from bot.lib.work import ignore
from tests.domain.delivery.zones import all_zones, compare
from tests.postgres import running_postgres
from tools.chaos.kills import stage, survive, survive_together
from tools.chaos.ledger import deliveries, document, proof, schedules
from tools.chaos.plan import rounds
from tools.chaos.setting import FLEETS, ONE_PROGRAM

Figures = dict[str, Any]
SCENARIOS: Final = {"single": ONE_PROGRAM, "fleets": FLEETS}


def one_process(seed: str, kills: int) -> Figures:
    """One process that delivers, on SQLite, killed so many times."""

    async def run(url: str, folder: Path, _crash: Callable[[], None]) -> Figures:
        async with stage(url, folder) as here:
            verdict = await survive(here, rounds(f"{seed} kills", instants=True), kills=kills)
            return deliveries(verdict, here.kills)

    return _run(run, together=False)


def replicas(seed: str, slots: int, crashes: int) -> Figures:
    """Three processes that deliver, on PostgreSQL."""

    async def run(url: str, folder: Path, crash: Callable[[], None]) -> Figures:
        async with stage(url, folder) as here:
            verdict = await survive_together(here, f"{seed} replicas", slots=slots, crashes=crashes, crash=crash)
            return deliveries(verdict, here.kills) | {"database_crashes": crashes}

    return _run(run, together=True)


def setting(seed: str, name: str, decisions: int, many: int) -> Figures:
    """One process that sets minimums, on SQLite, or many, on PostgreSQL."""
    seed, scenario = f"{seed} {name} {many}", SCENARIOS[name]

    async def run(url: str, folder: Path, _crash: Callable[[], None]) -> Figures:
        async with scenario.stage(url, folder) as here:
            points = list(islice(scenario.plan(seed), decisions))
            return (await scenario.survive(here, points, seed=seed, replicas=many)).to_json(here.kills)

    return _run(run, together=many > 1)


def every_zone(_seed: str) -> Figures:
    """Return the schedules in every zone; nothing is drawn."""
    every = all_zones()
    return schedules(compare(every), len(every))


def _run(run: Callable[[str, Path, Callable[[], None]], Coroutine[Any, Any, Figures]], *, together: bool) -> Figures:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="chaos-run-")))
        if not together:
            return asyncio.run(run(f"sqlite:///{folder}/chaos.db", folder, ignore))
        server = stack.enter_context(running_postgres())
        return asyncio.run(run(server.url(server.create()), folder, server.crash))


_REPLICAS: Final = 3

Plan = Mapping[str, tuple[Callable[..., dict[str, Any]], *tuple[Any, ...]]]
"""Scenarios by name: what runs each, and its arguments after the seed."""


def prove(seed: str, plan: Plan) -> dict[str, Any]:
    """Run scenarios, two at a time; their JSON object."""
    started = time.monotonic()
    with ProcessPoolExecutor(2, get_context("spawn")) as pool:
        running = {name: pool.submit(run, seed, *arguments) for name, (run, *arguments) in plan.items()}
        scenarios = {name: each.result() for name, each in running.items()}
    return proof(scenarios, seed=seed, took_s=time.monotonic() - started)


def main() -> int:
    """Run everything."""
    parser = argparse.ArgumentParser(prog="make chaos", description=__doc__)
    parser.add_argument("--seed", default="", help="the same seed gives the same kills; a random one otherwise")
    parser.add_argument("--kills", type=int, default=1000, help="how often one process on SQLite is killed at work")
    parser.add_argument("--slots", type=int, default=1000, help="digests that three replicas on PostgreSQL send")
    parser.add_argument("--crashes", type=int, default=5, help="how often PostgreSQL goes down meanwhile")
    parser.add_argument("--single", type=int, default=400, help="decisions for one program, one process on SQLite")
    parser.add_argument("--replicas", type=int, default=100, help="the same, three replicas on PostgreSQL")
    parser.add_argument("--fleets", type=int, default=120, help="decisions for a fleet, one process on SQLite")
    parser.add_argument("--together", type=int, default=30, help="the same, three replicas on PostgreSQL")
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
