"""Both scenarios from a seed to their figures. Apart from `__main__`, which processes of a pool cannot import."""

import asyncio
import tempfile
from pathlib import Path

from tests.chaos.kills import IDLE, stage, survive
from tests.chaos.plan import rounds
from tests.chaos.replicas import survive_together
from tests.chaos.summary import Deliveries, deliveries
from tests.postgres import running_postgres


def one_process(seed: str, kills: int) -> Deliveries:
    """Kills on SQLite."""
    with tempfile.TemporaryDirectory(prefix="chaos-run-") as folder:
        return asyncio.run(_one_process(f"{seed} kills", kills, Path(folder)))


async def _one_process(seed: str, kills: int, folder: Path) -> Deliveries:
    async with stage(f"sqlite:///{folder}/chaos.db", folder) as here:
        verdict = await survive(here, rounds(seed, instants=True), kills=kills)
        return deliveries(verdict, here.kills, idle=IDLE)


def replicas(seed: str, slots: int, crashes: int) -> Deliveries:
    """Three processes on PostgreSQL."""
    with tempfile.TemporaryDirectory(prefix="chaos-run-") as folder:
        return asyncio.run(_replicas(f"{seed} replicas", slots, crashes, Path(folder)))


async def _replicas(seed: str, slots: int, crashes: int, folder: Path) -> Deliveries:
    with running_postgres() as server:
        async with stage(server.url(server.create()), folder) as here:
            verdict = await survive_together(here, seed, slots=slots, crashes=crashes, crash=server.crash)
            return deliveries(verdict, here.kills, idle=IDLE)
