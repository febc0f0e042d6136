"""Background work is counted, bounded and finished."""

import asyncio
import os
import select
import subprocess
import sys
from collections.abc import Callable, Iterator, MutableMapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import pytest
from structlog.testing import capture_logs

from bot.errors import ShuttingDown, TooBusy
from bot.lib.processes import apart
from bot.lib.work import Work
from tests.lib.endless import never, read
from tests.patience import PATIENCE
from tests.project.repository import ROOT


@pytest.fixture(autouse=True)
def logged() -> Iterator[list[MutableMapping[str, Any]]]:
    with capture_logs() as entries:
        yield entries


class Jobs:
    """Jobs that wait for a gate, and what they did."""

    def __init__(self) -> None:
        self.gate = asyncio.Event()
        self.running = 0
        self.most = 0
        self.done = 0
        self.cancelled = 0

    async def one(self) -> None:
        self.running += 1
        self.most = max(self.most, self.running)
        try:
            await self.gate.wait()
        except asyncio.CancelledError:
            self.cancelled += 1
            raise
        finally:
            self.running -= 1
        self.done += 1


async def turns(count: int = 20) -> None:
    for _ in range(count):
        await asyncio.sleep(0)


async def test_runs_in_the_background() -> None:
    work, jobs = Work(), Jobs()
    work.start(jobs.one)
    begun = len(work), jobs.running
    jobs.gate.set()
    await turns()

    assert begun == (1, 0)
    assert (len(work), jobs.done) == (0, 1)


async def test_no_more_at_once_than_allowed() -> None:
    work, jobs = Work(at_once=3), Jobs()
    for _ in range(10):
        work.start(jobs.one)
    await turns()
    waiting = len(work)
    jobs.gate.set()

    assert await work.drain(within=PATIENCE) == 0
    assert waiting == 10
    assert jobs.most == 3
    assert jobs.done == 10


async def test_too_busy() -> None:
    work, jobs = Work(at_once=1, waiting=2), Jobs()
    for _ in range(3):
        work.start(jobs.one)
    with pytest.raises(TooBusy):
        work.start(jobs.one)
    jobs.gate.set()
    await turns()
    work.start(jobs.one)
    await work.drain(within=PATIENCE)

    assert jobs.done == 4


async def test_a_failing_job(logged: list[MutableMapping[str, Any]]) -> None:

    async def fail() -> None:
        raise RuntimeError("boom")

    work = Work(at_once=1, waiting=0)
    for _ in range(3):
        work.start(fail)
        await turns()

    assert len(work) == 0
    assert [str(entry["exc_info"]) for entry in logged] == ["boom"] * 3


async def test_drain_waits() -> None:
    work, jobs = Work(at_once=1), Jobs()
    for _ in range(3):
        work.start(jobs.one)
    draining = asyncio.create_task(work.drain(within=PATIENCE))
    await turns()
    with pytest.raises(ShuttingDown):
        work.start(jobs.one)
    jobs.gate.set()

    assert await draining == 0
    assert (jobs.done, jobs.cancelled) == (3, 0)


async def test_drain_gives_up() -> None:
    work, jobs = Work(at_once=2), Jobs()
    for _ in range(5):
        work.start(jobs.one)
    await turns()

    assert await work.drain(within=0) == 5
    assert (jobs.done, jobs.cancelled, jobs.running) == (0, 2, 0)
    assert len(work) == 0


async def test_drain_of_nothing() -> None:
    work = Work()

    assert await work.drain(within=0) == 0
    assert await work.drain(within=0) == 0


async def test_a_job_that_fails_while_draining(logged: list[MutableMapping[str, Any]]) -> None:

    async def fail() -> None:
        raise RuntimeError("boom")

    work = Work()
    work.start(fail)

    assert await work.drain(within=PATIENCE) == 0
    assert len(logged) == 1


async def test_what_runs_and_what_waits_is_known() -> None:
    jobs, work = Jobs(), Work(at_once=2)

    async def fail() -> None:
        await jobs.gate.wait()
        raise RuntimeError("made up")

    for job in (jobs.one, fail, jobs.one):
        work.start(job)
    await asyncio.sleep(0)
    assert (work.running, work.waiting) == (2, 1)

    jobs.gate.set()
    await work.drain(within=PATIENCE)
    assert (work.running, work.waiting) == (0, 0)


STRANGER: Final = "import pathlib; pathlib.Path('ran').touch()\n"


@contextmanager
def pipe_in(folder: Path) -> Iterator[tuple[str, int]]:
    """A pipe with a name, and its end to read from."""
    path = str(folder / "pipe")
    os.mkfifo(path)
    reading = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    try:
        yield path, reading
    finally:
        os.close(reading)


def next_of(reading: int) -> bytes:
    """What comes next; nothing once all are gone that wrote."""
    assert select.select([reading], [], [], PATIENCE)[0], "nothing came, and something lives on"
    return os.read(reading, 100)


async def test_the_result_comes_back() -> None:
    assert await apart(os.getpid) != os.getpid()


async def test_a_process_that_dies() -> None:
    with pytest.raises(ChildProcessError):
        await apart(os._exit, 3)


@pytest.mark.parametrize("work", [never, read], ids=["alone", "on two cores"])
async def test_what_is_no_longer_waited_for_ends(work: Callable[[str], None], tmp_path: Path) -> None:
    with pipe_in(tmp_path) as (path, reading):
        task = asyncio.create_task(apart(work, path))
        assert await asyncio.to_thread(next_of, reading) == b"begun\n"

        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

        assert await asyncio.to_thread(next_of, reading) == b""


def test_what_is_below_a_killed_process_ends(tmp_path: Path) -> None:
    with pipe_in(tmp_path) as (path, reading):
        command = [sys.executable, "-m", "tests.lib.endless", path]
        with subprocess.Popen(command, cwd=ROOT) as process:  # noqa: S603  # ourselves
            assert next_of(reading) == b"begun\n"
            process.kill()

        assert next_of(reading) == b""


def test_the_working_folder_is_a_strangers(tmp_path: Path) -> None:
    (tmp_path / "multiprocessing").mkdir()
    (tmp_path / "multiprocessing" / "__init__.py").write_text(STRANGER)
    script = tmp_path / "bin" / "script.py"
    script.parent.mkdir()
    script.write_text(
        "import asyncio, os\nfrom bot.lib.processes import apart\n"
        "if __name__ == '__main__':\n    print(asyncio.run(apart(os.getcwd)))\n"
    )
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, script], cwd=tmp_path, env=env, capture_output=True, text=True, check=False)  # noqa: S603  # ourselves

    assert done.stdout.strip() == os.path.realpath(tmp_path)
    assert not (tmp_path / "ran").exists()
