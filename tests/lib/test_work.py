"""Background work is counted, bounded and finished."""

import asyncio
from collections.abc import Iterator, MutableMapping
from typing import Any

import pytest
from structlog.testing import capture_logs

from bot.errors import ShuttingDown, TooBusy
from bot.lib.work import Work
from tests.patience import PATIENCE


@pytest.fixture(autouse=True)
def logged() -> Iterator[list[MutableMapping[str, Any]]]:
    """What is logged, kept instead of printed."""
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
    """Let others run."""
    for _ in range(count):
        await asyncio.sleep(0)


async def test_runs_in_the_background() -> None:
    """Starting returns at once; the job runs by itself and is then forgotten."""
    work, jobs = Work(), Jobs()
    work.start(jobs.one)
    begun = len(work), jobs.running
    jobs.gate.set()
    await turns()

    assert begun == (1, 0)
    assert (len(work), jobs.done) == (0, 1)


async def test_no_more_at_once_than_allowed() -> None:
    """Further jobs wait for their turn, and all are done in the end."""
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
    """A full queue refuses more; once one job is done there is room."""
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
    """It is logged, and its place is free again."""

    async def fail() -> None:
        raise RuntimeError("boom")

    work = Work(at_once=1, waiting=0)
    for _ in range(3):
        work.start(fail)
        await turns()

    assert len(work) == 0
    assert [str(entry["exc_info"]) for entry in logged] == ["boom"] * 3


async def test_drain_waits() -> None:
    """Jobs under way, and those that wait, are finished; afterwards nothing is taken."""
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
    """Unfinished and waiting jobs are cancelled and counted, without a log line."""
    work, jobs = Work(at_once=2), Jobs()
    for _ in range(5):
        work.start(jobs.one)
    await turns()

    assert await work.drain(within=0) == 5
    assert (jobs.done, jobs.cancelled, jobs.running) == (0, 2, 0)
    assert len(work) == 0


async def test_drain_of_nothing() -> None:
    """Without jobs it returns at once, even twice."""
    work = Work()

    assert await work.drain(within=0) == 0
    assert await work.drain(within=0) == 0


async def test_a_job_that_fails_while_draining(logged: list[MutableMapping[str, Any]]) -> None:
    """A late failure is logged and delays nothing."""

    async def fail() -> None:
        raise RuntimeError("boom")

    work = Work()
    work.start(fail)

    assert await work.drain(within=PATIENCE) == 0
    assert len(logged) == 1


async def test_what_runs_and_what_waits_is_known() -> None:
    """Also once a job has failed."""
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
