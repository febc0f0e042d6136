"""The scenarios of `make chaos`, each for a process of its own: so they are not part of its main module."""

import asyncio
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
from tools.chaos.ledger import deliveries, proof, schedules
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


Plan = Mapping[str, tuple[Callable[..., dict[str, Any]], *tuple[Any, ...]]]
"""Scenarios by name: what runs each, and its arguments after the seed."""


def prove(seed: str, plan: Plan) -> dict[str, Any]:
    """Run scenarios, two at a time; their JSON object."""
    started = time.monotonic()
    with ProcessPoolExecutor(2, get_context("spawn")) as pool:
        running = {name: pool.submit(run, seed, *arguments) for name, (run, *arguments) in plan.items()}
        scenarios = {name: each.result() for name, each in running.items()}
    return proof(scenarios, seed=seed, took_s=time.monotonic() - started)
