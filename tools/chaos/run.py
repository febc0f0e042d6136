"""The scenarios from a seed to their figures. Apart from `__main__`, which processes of a pool cannot import."""

import asyncio
from collections.abc import Callable, Coroutine
from contextlib import ExitStack
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from bot.lib.work import ignore
from tests.domain.delivery.zones import all_zones, compare
from tests.postgres import running_postgres
from tools.chaos.figures import deliveries, schedules
from tools.chaos.fleets import FLEETS
from tools.chaos.kills import stage, survive
from tools.chaos.plan import rounds
from tools.chaos.replicas import survive_together
from tools.chaos.setting import ONE_PROGRAM

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
    """The schedules in every zone; nothing is drawn."""
    every = all_zones()
    return schedules(compare(every), len(every))


def _run(run: Callable[[str, Path, Callable[[], None]], Coroutine[Any, Any, Figures]], *, together: bool) -> Figures:
    """Run it on a database of its own, with what crashes that."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="chaos-run-")))
        if not together:
            return asyncio.run(run(f"sqlite:///{folder}/chaos.db", folder, ignore))
        server = stack.enter_context(running_postgres())
        return asyncio.run(run(server.url(server.create()), folder, server.crash))
