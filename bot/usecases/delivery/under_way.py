"""What a process is delivering: it may take longer than the call that began it."""

import asyncio
from collections import Counter
from collections.abc import Callable, Coroutine, Hashable
from dataclasses import dataclass
from typing import Any

Job = Callable[[], Coroutine[Any, Any, object]]


@dataclass(frozen=True, slots=True)
class _Some:
    """Deliveries to one channel."""

    lane: Hashable
    team_id: str
    count: int


class UnderWay:
    """Runs deliveries beside each other, those of one channel one after the other, and counts them."""

    def __init__(self) -> None:
        self._jobs: dict[asyncio.Task[object], _Some] = {}
        self._newest: dict[tuple[str, str], asyncio.Task[object]] = {}
        """By workspace and channel."""
        self._only: dict[str, asyncio.Task[object]] = {}
        """By name: jobs of which one runs at a time."""

    def counted(self, lane: Hashable) -> Counter[str]:
        """How many deliveries of a lane are under way, by workspace."""
        counts: Counter[str] = Counter()
        for some in self._jobs.values():
            if some.lane == lane:
                counts[some.team_id] += some.count
        return counts

    def start(self, lane: Hashable, team_id: str, channel_id: str, count: int, job: Job) -> None:
        """Run a job, after those of its channel.

        Args:
            lane: counted together.
            team_id: the workspace.
            channel_id: its channel.
            count: how many deliveries the job brings to an outcome.
            job: handles its own errors.
        """
        channel = team_id, channel_id
        task = asyncio.create_task(_after(self._newest.get(channel), job))
        self._newest[channel] = task
        self._jobs[task] = _Some(lane, team_id, count)

        def done(ended: asyncio.Task[object]) -> None:
            self._jobs.pop(ended, None)
            if self._newest.get(channel) is ended:
                del self._newest[channel]

        task.add_done_callback(done)

    async def once(self, name: str, job: Job, *, within: float | None) -> None:
        """Run a job unless one of its name still runs, and wait for it for some seconds; without limit if None.

        Raises:
            Exception: the job's.
        """
        task = self._only.get(name) or asyncio.create_task(job())
        self._only[name] = task
        done, _ = await asyncio.wait([task], timeout=within)
        if done:
            del self._only[name]
            task.result()

    async def settle(self, *, within: float | None) -> None:
        """Wait for all deliveries, for some seconds; without limit if None."""
        if self._jobs:
            await asyncio.wait(list(self._jobs), timeout=within)

    async def stop(self, *, within: float) -> None:
        """Wait for everything; after these seconds cancel the rest, and wait for that."""
        tasks = [*self._jobs, *self._only.values()]
        if not tasks:
            return
        _, unfinished = await asyncio.wait(tasks, timeout=within)
        for task in unfinished:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._only.clear()


async def _after(before: asyncio.Task[object] | None, job: Job) -> object:
    if before:
        await asyncio.wait([before])
    return await job()
