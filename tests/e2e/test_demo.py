"""The demonstration, and how it comes to an end."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import pytest

from bot.sandbox.environment import bare_environment
from tests.e2e.person import eventually
from tests.e2e.test_sweep_killed import free_port

pytestmark = pytest.mark.e2e


def files_in(directory: Path) -> set[str]:
    """The names of all, however deep."""
    return {path.name for path in directory.rglob("*")}


@asynccontextmanager
async def demo(directory: Path) -> AsyncIterator[asyncio.subprocess.Process]:
    """`baselib demo` as the head of a process group of its own, once it has started other processes."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "demo", "--port", str(free_port())),
        cwd=directory,
        env=bare_environment() | {"TMPDIR": str(directory)},
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
        start_new_session=True,
    )

    async def seeds_the_database() -> bool:  # after the local WeChat and Slack have been started
        return "baselib.db" in files_in(directory)

    try:
        await eventually(seeds_the_database)
        yield process
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        await process.wait()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
async def test_nothing_is_left_of_it(tmp_path: Path, number: signal.Signals) -> None:
    """Whichever way it is told to end, its processes end with it, and its files are gone."""
    async with demo(tmp_path) as process:
        process.send_signal(number)
        status = await process.wait()

        assert status == 0
        with pytest.raises(ProcessLookupError):
            os.killpg(process.pid, 0)
        assert files_in(tmp_path) == set()
