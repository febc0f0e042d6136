"""A sweep killed with SIGKILL, and its next life: no kept answer is asked for twice."""

import sqlite3
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, closing, suppress
from pathlib import Path

import httpx
import pytest

from bot.domain.sweep import MOST_AT_ONCE
from bot.lib.transport import local_client
from bot.ports.slack import Workspace
from bot.storage.engine.database import Database
from bot.storage.workspaces import SqlWorkspaces
from bot.usecases.sweep.sweep import BATCH
from tests.clock import NOW
from tests.e2e.person import eventually
from tests.e2e.platform import QUERY, reads
from tests.forked import Forked, start_module
from tests.patience import PATIENCE
from tools.sandbox.clock import MovableClock
from tools.sandbox.launch import free_ports
from tools.sandbox.seed import bare_environment
from tools.sandbox.wechat.calls import PUBLIC
from tools.sandbox.wechat.config import WeChatSandboxConfig, fleet_programs

FLEET = 250

pytestmark = pytest.mark.e2e


async def spawn(arguments: list[str], environment: Mapping[str, str], directory: Path) -> Forked:
    """Run `python -m bot ...`, with its output in a file."""
    with (directory / "log").open("ab") as log:
        return await start_module(arguments, environment, directory, log)


@asynccontextmanager
async def wechat_with_a_fleet(directory: Path) -> AsyncIterator[httpx.AsyncClient]:
    """The local platform with hundreds of programs, as a process."""
    (port,) = free_ports((0,))
    arguments = ["tools.sandbox", "wechat", "--port", str(port), "--fleet", str(FLEET)]
    arguments.append(f"--ahead={MovableClock(NOW).ahead.total_seconds()}")
    process = await spawn(arguments, bare_environment(), directory)
    async with local_client(f"http://127.0.0.1:{port}", timeout=PATIENCE) as client:

        async def up() -> bool:
            with suppress(httpx.TransportError):
                return (await client.get("/sandbox/clock")).is_success
            return False

        try:
            await eventually(up)
            yield client
        finally:
            process.kill()
            await process.wait()


def kept(database: Path) -> set[str]:
    """The programs with a snapshot; none without the table."""
    with closing(sqlite3.connect(database)) as connection, suppress(sqlite3.OperationalError):
        return {appid for (appid,) in connection.execute("SELECT appid FROM snapshots")}
    return set()


async def test_a_killed_sweep_goes_on_where_it_was(tmp_path: Path) -> None:
    database = tmp_path / "baselib.db"
    stores = Database(f"sqlite:///{database}")
    await stores.prepare()
    await SqlWorkspaces(stores).put(Workspace("T1", "Team", "UBOT"))
    await stores.close()
    async with wechat_with_a_fleet(tmp_path) as wechat:
        programs = fleet_programs(FLEET)
        environment = bare_environment() | {
            "BASELIB_CLOCK_URL": f"{wechat.base_url}/sandbox/clock",
            "WECHAT_API_URL": str(wechat.base_url),
            "WECHAT_PUBLIC_URL": f"{wechat.base_url}{PUBLIC}",
            "WECHAT_TOKEN_URL": f"{wechat.base_url}/provider/token",
            "WECHAT_TOKEN_BEARER": WeChatSandboxConfig().provider_bearer,
            "WECHAT_PROGRAMS": ",".join(f"{one.alias}={one.appid}" for one in programs),
            "DATABASE_URL": f"sqlite:///{database}",
        }
        held = {"where": QUERY, "params": {"appids": [programs[-1].appid]}}  # it cannot end before it is killed
        await wechat.put("/sandbox/faults/held", json=held)
        sweep = await spawn(["bot", "sweep"], environment, tmp_path)

        async def well_under_way() -> bool:
            assert sweep.returncode is None
            return len(kept(database)) >= BATCH

        await eventually(well_under_way)
        sweep.kill()
        await sweep.wait()
        await wechat.delete("/sandbox/faults/held")
        before, saved = await reads(wechat), kept(database)
        assert BATCH <= len(saved) < FLEET

        sweep = await spawn(["bot", "sweep"], environment, tmp_path)
        assert await sweep.wait() == 0
        after = await reads(wechat)

    assert len(kept(database)) == len(after) == FLEET
    assert all(after[appid] == 1 for appid in saved)
    twice = {appid for appid, times in after.items() if times > 1}
    assert twice <= set(before) - saved
    assert max(after.values()) <= 2
    assert len(twice) <= 2 * (BATCH + MOST_AT_ONCE)  # one batch being saved, another being filled
