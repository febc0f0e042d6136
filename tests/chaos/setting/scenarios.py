"""The scenarios from a seed to their figures. Apart from `__main__`, which processes of a pool cannot import."""

import asyncio
import tempfile
from collections.abc import Awaitable, Callable
from itertools import islice
from pathlib import Path
from typing import Any, Final

from tests.chaos.setting.fleet import deciding_fleets, plan, survive_runs
from tests.chaos.setting.outcome import Outcome
from tests.chaos.setting.single import deciding, kill_points, survive_setting
from tests.postgres import running_postgres

REPLICAS: Final = 3


async def _single(url: str, folder: Path, seed: str, runs: int, replicas: int) -> Outcome:
    async with deciding(url, folder) as here:
        return await survive_setting(here, list(islice(kill_points(seed), runs)), replicas=replicas)


async def _fleets(url: str, folder: Path, seed: str, runs: int, replicas: int) -> Outcome:
    async with deciding_fleets(url, folder) as here:
        return await survive_runs(here, list(islice(plan(seed), runs)), seed=seed, replicas=replicas)


Scenario = Callable[[str, Path, str, int, int], Awaitable[Outcome]]
_SCENARIOS: Final[dict[str, Scenario]] = {"single": _single, "fleets": _fleets}


def scenario(name: str, seed: str, runs: int, replicas: int) -> dict[str, Any]:
    """The figures of so many runs, of one process on SQLite, or of several replicas on PostgreSQL.

    Args:
        name: "single" or "fleets".
        seed: the same one gives the same kills.
        runs: how many decisions.
        replicas: how many processes set each.
    """
    with tempfile.TemporaryDirectory(prefix="chaos-run-") as folder:
        return asyncio.run(_scenario(_SCENARIOS[name], Path(folder), f"{seed} {name} {replicas}", runs, replicas))


async def _scenario(survive: Scenario, folder: Path, seed: str, runs: int, replicas: int) -> dict[str, Any]:
    if replicas == 1:
        return (await survive(f"sqlite:///{folder}/chaos.db", folder, seed, runs, replicas)).to_json()
    with running_postgres() as server:
        return (await survive(server.url(server.create()), folder, seed, runs, replicas)).to_json()
